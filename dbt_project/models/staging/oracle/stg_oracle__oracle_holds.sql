{{ stage('oracle', 'oracle_holds', columns={
    'hold_id': 'hold_id',
    'invoice_id': 'invoice_id',
    'line_location_id': 'line_location_id',
    'hold_lookup_code': 'hold_lookup_code',
    'hold_date': 'hold_date',
    'release_lookup_code': 'release_lookup_code',
    'last_update_date': 'last_update_date',
}) }}
