{{ stage('coupa', 'coupa_invoices', record='tax_lines', columns={
    'tax_line_id': 'tax_line_id',
    'invoice_id': 'invoice_id',
    'tax_amount': 'amount',
}) }}
