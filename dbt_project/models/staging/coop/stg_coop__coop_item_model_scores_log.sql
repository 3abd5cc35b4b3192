{{ stage('coop', 'coop_item_model_scores_log', columns={
    'item_id': 'item_id',
    'model_id': 'model_id',
    'model_version': 'model_version',
    'score': 'model_score',
    'scored_at': 'ts',
}) }}
