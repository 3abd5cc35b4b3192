{{ stage_children(ref('stg_zendesk_qa__zendesk_qa_calibration_sessions'), 'conversations', columns={
    'ticket_id': ['externalId', 'id'],
    'reviews': ['reviews', 'json'],
}, parent_columns=['calibration_session_id', 'created_at', 'updated_at']) }}
