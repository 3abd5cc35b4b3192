{{ stage('safety_landing', 'safety_escalations', columns={
    'escalation_id': 'escalation_id',
    'review_task_id': 'task_id',
    'from_queue_code': 'from_queue',
    'to_queue_code': 'to_queue',
    'tier': 'tier',
    'reason_length': 'reason',
    'raised_by_id': 'raised_by',
    'raised_at': 'raised_at',
    'acknowledged_at': 'acknowledged_at',
    'resolved_at': 'resolved_at',
    'resolution_length': 'resolution',
}) }}
