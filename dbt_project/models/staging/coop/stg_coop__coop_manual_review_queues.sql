{{ stage('coop', 'coop_manual_review_queues', columns={
    'queue_id': 'id',
    'queue_name': 'name',
    'is_appeals_queue': 'is_appeals_queue',
    'updated_at': 'updated_at',
}) }}
