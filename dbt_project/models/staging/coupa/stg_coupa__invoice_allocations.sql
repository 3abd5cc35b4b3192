{{ stage('coupa', 'coupa_invoices', record='invoice_allocations', columns={
    'invoice_line_id': 'invoice_line_id',
    'account_allocation_id': 'account_allocation_id',
    'allocated_amount': 'account_allocation_amount',
}) }}
