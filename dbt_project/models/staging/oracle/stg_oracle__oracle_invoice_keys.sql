{{ stage('oracle', 'oracle_invoice_keys', columns={
    'invoice_id': 'invoice_id',
}) }}
