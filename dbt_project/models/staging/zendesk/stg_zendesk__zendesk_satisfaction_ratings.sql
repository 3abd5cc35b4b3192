{{ stage('zendesk', 'zendesk_satisfaction_ratings', columns={
    'rating_id': 'id',
    'ticket_id': 'ticket_id',
    'agent_key': 'assignee_id',
    'group_id': 'group_id',
    'requester_key': 'requester_id',
    'score': 'score',
    'comment_length': 'comment',
    'reason': 'reason',
    'created_at': 'created_at',
    'updated_at': 'updated_at',
}) }}
