{{ stage('assembled', 'assembled_people', columns={
    'agent_account_key': 'id',
    'person_key': 'email',
    'site': 'site',
    'is_active': 'active',
}, expressions={'helpdesk_account_key': helpdesk_account('import_id')}) }}
