{{ stage('oracle', 'oracle_invoice_payments', columns={
    'invoice_payment_id': 'invoice_payment_id',
    'invoice_id': 'invoice_id',
    'amount': 'amount',
    'payment_currency_code': 'payment_currency_code',
    'accounting_date': 'accounting_date',
    'reversal_flag': 'reversal_flag',
    'last_update_date': 'last_update_date',
}) }}
