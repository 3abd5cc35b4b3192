{{ stage('coop', 'coop_job_creations', columns={
    'job_id': 'id',
    'queue_id': 'queue_id',
    'item_id': 'item_id',
    'created_at': 'created_at',
    'policy_ids': 'policy_ids',
}, expressions={
    'source_kind': json_text('enqueue_source_info', 'kind'),
}) }}
