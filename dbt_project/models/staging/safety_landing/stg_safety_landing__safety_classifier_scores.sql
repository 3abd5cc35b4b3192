{{ stage('safety_landing', 'safety_classifier_scores', columns={
    'item_id': 'item_id',
    'model': 'model',
    'model_version': 'model_version',
    'category': 'category',
    'score': 'score',
    'threshold': 'threshold',
    'is_flagged': 'is_flagged',
    'scored_at': 'scored_at',
}) }}
