{{ stage('coupa', 'coupa_invoices', record='matching_allocations', columns={
    'purchase_order_line_id': 'order_line_id',
    'invoice_line_id': 'invoice_line_id',
    'receipt_id': 'receipt_id',
    'status_raw': 'status',
    'matched_quantity': 'quantity',
    'matched_amount': 'amount',
}) }}
