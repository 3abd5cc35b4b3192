{{ stage('coupa', 'coupa_purchase_orders', record='purchase_order_allocations', columns={
    'purchase_order_line_id': 'order_line_id',
    'account_allocation_id': 'account_allocation_id',
    'cost_center': 'segment_2',
    'allocated_amount': 'account_allocation_amount',
}) }}
