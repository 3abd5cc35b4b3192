{{ stage('assembled', 'assembled_activities', columns={
    'activity_id': 'id',
    'agent_account_key': 'agent_id',
    'activity_type_id': 'type_id',
    'starts_at': 'start_time',
    'ends_at': 'end_time',
}) }}
