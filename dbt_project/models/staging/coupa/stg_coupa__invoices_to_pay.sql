{{ stage('coupa', 'coupa_invoices', record='invoices_to_pay', columns={
    'invoice_id': 'id',
    'status_raw': 'status',
    'paid_amount': 'paid_total',
    'remaining_amount': 'remaining_total',
    'updated_at': 'updated_at',
}) }}
