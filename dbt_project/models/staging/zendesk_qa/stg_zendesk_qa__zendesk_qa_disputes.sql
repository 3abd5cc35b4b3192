{{ stage('zendesk_qa', 'zendesk_qa_disputes', columns={
    'dispute_id': 'dispute_id',
    'review_id': 'review_id',
    'status': 'status',
    'created_by_key': 'created_by_email',
    'assignee_key': 'assignee_email',
    'created_at': 'created_at',
    'resolved_at': 'resolved_at',
}) }}
