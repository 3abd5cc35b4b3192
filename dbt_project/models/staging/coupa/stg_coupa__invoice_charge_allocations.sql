{{ stage('coupa', 'coupa_invoices', record='invoice_charge_allocations', columns={
    'invoice_charge_id': 'invoice_charge_id',
    'account_allocation_id': 'account_allocation_id',
    'allocated_amount': 'account_allocation_amount',
}) }}
