{{ stage_children(ref('stg_openai_moderation__openai_moderation_responses'), 'results', columns={
    'categories': ['categories', 'json'],
    'category_scores': ['category_scores', 'json'],
}, parent_columns=['request_id', 'item_id', 'model_version', 'scored_at']) }}
