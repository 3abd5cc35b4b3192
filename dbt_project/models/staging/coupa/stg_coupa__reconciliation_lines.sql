{{ stage('coupa', 'coupa_invoices', record='reconciliation_lines', columns={
    'invoice_id': 'invoice_id',
    'category_raw': 'category',
    'adjustment_date_at': 'adjustment_date',
    'adjusted_amount': 'amount',
    'created_at': 'created_date',
    'updated_at': 'updated_date',
}) }}
