{{ stage('workforce', 'workforce_shifts', columns={
    'shift_id': 'shift_id',
    'vendor_name': 'vendor',
    'site': 'site',
    'activity': 'activity',
    'timezone': 'timezone',
    'is_productive': 'is_productive',
    'is_paid': 'is_paid',
    'status': 'status',
}, expressions={
    'agent_account_key': vendor_account('vendor', 'agent_id'),
    'starts_at_local': site_time('start_at', 'workforce_shifts'),
    'ends_at_local': site_time('end_at', 'workforce_shifts'),
    'starts_at': site_instant('start_at', 'timezone', 'workforce_shifts'),
    'ends_at': site_instant('end_at', 'timezone', 'workforce_shifts'),
}) }}
