{{ stage('zendesk', 'zendesk_sla_policies', columns={
    'sla_policy_id': 'id',
    'title': 'title',
    'position': 'position',
    'policy_metrics': 'policy_metrics',
    'created_at': 'created_at',
    'updated_at': 'updated_at',
}) }}
