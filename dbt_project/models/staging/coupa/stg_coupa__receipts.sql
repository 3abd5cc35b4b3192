{{ stage('coupa', 'coupa_receipts', record='receipts', columns={
    'receipt_id': 'id',
    'receipt_type_raw': 'type',
    'status_raw': 'status',
    'purchase_order_id': 'order_line_po_id',
    'purchase_order_line_id': 'order_line_id',
    'received_quantity': 'quantity',
    'quantity_unit': 'uom_code',
    'received_amount': 'total',
    'currency_code': 'order_line_currency',
    'original_receipt_id': 'transaction_reference',
    'created_at': 'created_at',
    'updated_at': 'updated_at',
}) }}
