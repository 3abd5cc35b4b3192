{{ stage('openai_moderation', 'openai_moderation_responses', columns={
    'request_id': 'request_id',
    'item_id': 'item_id',
    'item_ids': 'item_ids',
    'scored_at': 'scored_at',
    'model_version': 'model',
    'results': 'results',
}) }}
