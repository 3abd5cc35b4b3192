{{ stage('safety_landing', 'safety_golden_labels', columns={
    'content_id': 'content_id',
    'policy_code': 'true_policy',
    'decision': 'true_decision',
    'labelled_by_id': 'labelled_by',
    'labelled_at': 'labelled_at',
}) }}
