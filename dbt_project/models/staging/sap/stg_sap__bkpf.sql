{{ stage('sap', 'bkpf', columns={
    'company_code': 'bukrs',
    'accounting_document_id': 'belnr',
    'fiscal_year': 'gjahr',
    'document_type_raw': 'blart',
    'posted_on': 'budat',
    'transaction_code_raw': 'tcode',
    'reversed_by_document_id': 'stblg',
    'currency_code': 'waers',
    'origin_type_raw': 'awtyp',
    'origin_key': 'awkey',
}, expressions={
    'entered_at': [sap_timestamp('bkpf', 'cpudt', 'cputm'), 'cpudt'],
}) }}
