{{ stage_children(ref('stg_zendesk_qa__reviews'), 'ratings', columns={
    'category_id': ['categoryId', 'id'],
    'score_percent': ['score', 'decimal'],
    'weight': ['weight', 'decimal'],
    'is_critical': ['critical', 'boolean'],
}, parent_columns=['review_id']) }}
