{{ stage('zendesk_qa', 'zendesk_qa_reviews', columns={
    'workspace_id': 'workspace_id',
    'ticket_id': 'external_id',
    'source_type': 'source_type',
    'conversation_created_at': 'created_at_iso',
    'conversation_updated_at': 'last_updated_iso',
    'reviews': 'reviews',
}) }}
