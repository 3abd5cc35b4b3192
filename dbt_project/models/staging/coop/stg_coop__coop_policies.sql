{{ stage('coop', 'coop_policies', columns={
    'policy_id': 'id',
    'policy_name': 'name',
    'parent_policy_id': 'parent_id',
    'penalty': 'penalty',
    'policy_type': 'policy_type',
    'updated_at': 'updated_at',
}) }}
