{{ stage_children(ref('stg_openai_moderation__openai_moderation_responses'), 'item_ids', columns={
    'item_id': ['', 'text'],
}, parent_columns=['request_id']) }}
