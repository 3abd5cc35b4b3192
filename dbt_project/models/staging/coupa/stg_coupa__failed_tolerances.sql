{{ stage('coupa', 'coupa_invoices', record='failed_tolerances', columns={
    'tolerance_code': 'code',
    'failable_type_raw': 'failable_type',
    'failable_id': 'failable_id',
    'is_resolved': 'resolved',
    'resolution_strategy_raw': 'resolution_strategy',
    'breach_amount': 'breach_amount',
}) }}
