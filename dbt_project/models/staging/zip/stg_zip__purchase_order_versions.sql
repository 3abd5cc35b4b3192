{{ stage('zip', 'zip_purchase_orders', versions=true, columns={
    'purchase_order_id': 'id',
    'updated_at': 'updated_at',
    'line_items': 'line_items',
}) }}
