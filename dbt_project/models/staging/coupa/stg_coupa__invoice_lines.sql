{{ stage('coupa', 'coupa_invoices', record='invoice_lines', columns={
    'invoice_line_id': 'invoice_line_id',
    'invoice_id': 'invoice_id',
    'line_number': 'line_num',
    'purchase_order_line_id': 'order_line_id',
    'quantity': 'quantity',
    'unit_price': 'price',
    'line_amount': 'total',
    'updated_at': 'updated_at',
}) }}
