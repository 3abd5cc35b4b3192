{{ stage('jira', 'jira_changelog', columns={
    'issue_id': 'issue_id',
    'history_id': 'id',
    'created_at': 'created',
}, expressions={
    'author_key': typed_value(json_text('author', 'accountId'), 'account', {}, 'jira'),
}) }}
