{{ stage_children(ref('stg_coop__coop_job_creations'), 'policy_ids', columns={
    'policy_id': ['', 'text'],
}, parent_columns=['job_id']) }}
