{{ stage('oracle', 'oracle_payment_schedules', columns={
    'invoice_id': 'invoice_id',
    'payment_num': 'payment_num',
    'due_date': 'due_date',
    'last_update_date': 'last_update_date',
}) }}
