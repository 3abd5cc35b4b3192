{{ stage('zendesk', 'zendesk_ticket_audits', columns={
    'audit_id': 'id',
    'ticket_id': 'ticket_id',
    'author_key': 'author_id',
    'created_at': 'created_at',
}) }}
