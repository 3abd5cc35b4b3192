{{ stage('coupa', 'coupa_receipts', record='receipt_allocations', columns={
    'receipt_id': 'inventory_transaction_id',
    'account_allocation_id': 'id',
    'allocated_amount': 'amount',
}) }}
