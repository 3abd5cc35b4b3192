{{ stage('coupa', 'coupa_invoices', record='invoice_charges', columns={
    'invoice_charge_id': 'invoice_charge_id',
    'invoice_id': 'invoice_id',
    'charge_type_raw': 'line_type',
    'line_number': 'line_num',
    'charge_amount': 'total',
    'updated_at': 'updated_at',
}) }}
