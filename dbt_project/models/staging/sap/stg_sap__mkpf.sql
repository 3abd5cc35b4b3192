{{ stage('sap', 'mkpf', columns={
    'material_document_id': 'mblnr',
    'material_document_year': 'mjahr',
    'transaction_type_raw': 'vgart',
    'document_type_raw': 'blart',
    'posted_on': 'budat',
    'entered_on': 'cpudt',
}, expressions={
    'entered_at': [sap_timestamp('mkpf', 'cpudt', 'cputm'), 'cpudt'],
}) }}
