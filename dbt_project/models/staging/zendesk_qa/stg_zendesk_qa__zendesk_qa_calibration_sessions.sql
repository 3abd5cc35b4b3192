{{ stage('zendesk_qa', 'zendesk_qa_calibration_sessions', columns={
    'calibration_session_id': 'id',
    'created_at': 'created_at',
    'updated_at': 'updated_at',
    'due_at': 'due_at',
    'conversations': 'conversations',
}) }}
