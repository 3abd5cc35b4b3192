{{ stage('coupa', 'coupa_requisitions', record='requisition_allocations', columns={
    'account_allocation_id': 'account_allocation_id',
    'requisition_id': 'requisition_header_id',
    'requisition_line_id': 'requsition_line_id',
    'purchase_order_line_id': 'purchase_order_line_id',
    'allocated_amount': 'allocation_amount',
}) }}
