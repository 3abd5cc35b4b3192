{{ stage('safety_landing', 'safety_policies', columns={
    'policy_code': 'policy_code',
    'policy_version': 'policy_version',
    'policy_name': 'name',
    'parent_policy_code': 'parent_code',
    'severity': 'severity',
    'dsa_category': 'dsa_category',
    'valid_from': 'valid_from',
    'valid_to': 'valid_to',
}) }}
