{{ stage('coupa', 'coupa_purchase_orders_api', columns={
    'purchase_order_id': 'id',
    'purchase_order_number': 'po_number',
    'status_raw': 'status',
    'currency_code': 'currency_code',
    'requisition_id': 'requisition_header_id',
    'buyer_key': 'created_by_email',
    'supplier_id': 'supplier_id',
    'supplier_name': 'supplier_name',
    'created_at': 'created_at',
    'updated_at': 'updated_at',
    'order_lines': 'order_lines',
}) }}
