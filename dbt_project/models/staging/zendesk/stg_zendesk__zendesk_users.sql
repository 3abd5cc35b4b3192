{{ stage('zendesk', 'zendesk_users', columns={
    'user_key': 'id',
    'person_key': 'email',
    'role': 'role',
    'is_active': 'active',
    'default_group_id': 'default_group_id',
    'organization_id': 'organization_id',
    'created_at': 'created_at',
    'updated_at': 'updated_at',
}) }}
