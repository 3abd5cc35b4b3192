{{ stage('oracle', 'oracle_po_line_locations', columns={
    'line_location_id': 'line_location_id',
    'po_line_id': 'po_line_id',
    'need_by_date': 'need_by_date',
    'promised_date': 'promised_date',
    'match_option': 'match_option',
    'receipt_required_flag': 'receipt_required_flag',
    'schedule_status': 'schedule_status',
    'last_update_date': 'last_update_date',
}) }}
