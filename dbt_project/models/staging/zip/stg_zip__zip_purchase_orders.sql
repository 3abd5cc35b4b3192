{{ stage('zip', 'zip_purchase_orders', columns={
    'purchase_order_id': 'id',
    'purchase_order_number': 'po_number',
    'request_number': 'request_number',
    'status_raw': 'status',
    'supplier_id': 'vendor_id',
    'supplier_name': 'vendor_name',
    'currency_code': 'currency',
    'ordered_amount': 'total_amount',
    'billed_amount': 'amount_billed',
    'created_at': 'created_at',
    'updated_at': 'updated_at',
    'line_items': 'line_items',
}) }}
