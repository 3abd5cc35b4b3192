{{ stage('coupa', 'coupa_purchase_orders', record='purchase_orders', columns={
    'purchase_order_id': 'id',
    'status_raw': 'status',
    'internal_revision': 'internal_revision',
    'requisition_id': 'requisition_id',
    'buyer_key': 'created_by_email',
    'supplier_id': 'supplier_id',
    'supplier_name': 'supplier_name',
    'created_at': 'created_at',
    'updated_at': 'updated_at',
}) }}
