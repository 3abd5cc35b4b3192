{{ stage_children(ref('stg_coop__decision_payloads'), 'decision_components', columns={
    'component_type': ['type', 'text'],
    'actions': ['actions', 'json'],
    'policies': ['policies', 'json'],
    'appeal_id': ['appealId', 'text'],
    'new_job_kind': ['newJobKind', 'text'],
    'original_queue_id': ['originalQueueId', 'text'],
    'new_queue_id': ['newQueueId', 'text'],
}, parent_columns=['review_decision_id']) }}
