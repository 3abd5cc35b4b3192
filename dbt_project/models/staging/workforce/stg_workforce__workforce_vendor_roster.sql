{{ stage('workforce', 'workforce_vendor_roster', columns={
    'vendor_name': 'vendor',
    'person_key': 'email',
    'team': 'team',
    'site': 'site',
    'country': 'country',
    'language': 'language',
    'skill': 'skill',
    'hired_on': 'hire_date',
    'left_on': 'attrition_date',
}, expressions={
    'agent_account_key': vendor_account('vendor', 'agent_id'),
    'helpdesk_account_key': helpdesk_account('helpdesk_agent_id'),
    'snapshot_on': 'cast(_file_time as date)',
}) }}
