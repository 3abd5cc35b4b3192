{{ stage_children(ref('stg_zendesk_qa__calibration_conversations'), 'reviews', columns={
    'reviewer_key': ['reviewer.email', 'email'],
    'reviewee_key': ['reviewee.email', 'email'],
    'scorecard_id': ['scorecard.id', 'id'],
    'score_percent': ['score', 'decimal'],
    'ratings': ['ratings', 'json'],
}, parent_columns=['calibration_session_id', 'created_at', 'updated_at', 'ticket_id']) }}
