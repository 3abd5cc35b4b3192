{{ stage('coupa', 'coupa_purchase_orders', record='purchase_order_lines', versions=true, columns={
    'purchase_order_line_id': 'id',
    'ordered_quantity': 'quantity',
    'unit_price': 'price',
    'ordered_amount': 'total',
    'currency_code': 'currency',
    'updated_at': 'updated_at',
}) }}
