{{ stage_children(ref('stg_zendesk__zendesk_sla_policies'), 'policy_metrics', columns={
    'priority': ['priority', 'text'],
    'metric': ['metric', 'text'],
    'target_minutes': ['target', 'integer'],
    'is_business_hours': ['business_hours', 'boolean'],
}, parent_columns=['sla_policy_id']) }}
