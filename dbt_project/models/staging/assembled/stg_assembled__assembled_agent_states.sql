{{ stage('assembled', 'assembled_agent_states', columns={
    'agent_account_key': 'agent_id',
    'state': 'state',
    'platform': 'platform',
    'starts_at': 'start_time',
    'ends_at': 'end_time',
}) }}
