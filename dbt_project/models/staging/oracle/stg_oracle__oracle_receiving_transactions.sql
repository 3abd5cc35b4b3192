{{ stage('oracle', 'oracle_receiving_transactions', columns={
    'transaction_id': 'transaction_id',
    'transaction_type': 'transaction_type',
    'transaction_date': 'transaction_date',
    'quantity': 'quantity',
    'uom_code': 'uom_code',
    'parent_transaction_id': 'parent_transaction_id',
    'po_header_id': 'po_header_id',
    'po_line_id': 'po_line_id',
    'po_unit_price': 'po_unit_price',
    'currency_code': 'currency_code',
    'creation_date': 'creation_date',
    'last_update_date': 'last_update_date',
}, expressions={
    'posted_on': oracle_date('transaction_date'),
}) }}
