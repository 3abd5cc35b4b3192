{{ stage('jira', 'jira_slas', columns={
    'issue_id': 'issue_id',
    'sla_id': 'id',
    'sla_name': 'name',
    'completed_cycles': 'completed_cycles',
    'ongoing_cycle': 'ongoing_cycle',
}) }}
