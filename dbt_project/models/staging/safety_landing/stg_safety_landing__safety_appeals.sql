{{ stage('safety_landing', 'safety_appeals', columns={
    'appeal_id': 'appeal_id',
    'review_decision_id': 'decision_id',
    'appellant_type': 'appellant_type',
    'filed_at': 'filed_at',
    'reason_length': 'reason',
    'status': 'status',
    'resolved_by_id': 'reviewer_id',
    'resolved_at': 'resolved_at',
    'outcome_reason_length': 'outcome_reason',
    'updated_at': 'updated_at',
}) }}
