{{ stage_children(ref('stg_zendesk_qa__calibration_reviews'), 'ratings', columns={
    'category_id': ['categoryId', 'id'],
    'score_percent': ['score', 'decimal'],
}, parent_columns=['calibration_session_id', 'created_at', 'updated_at', 'ticket_id', 'reviewer_key', 'reviewee_key']) }}
