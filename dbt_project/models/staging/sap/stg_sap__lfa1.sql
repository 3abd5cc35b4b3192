{{ stage('sap', 'lfa1', columns={
    'supplier_id': 'lifnr',
    'supplier_name': 'name1',
    'country_code': 'land1',
    'tax_number_key': 'stcd1',
    'vat_number_key': 'stceg',
    'created_on': 'erdat',
}, expressions={
    'is_deleted': sap_flag('loevm'),
    'is_posting_blocked': sap_flag('sperr'),
    'is_purchasing_blocked': sap_flag('sperm'),
    'is_payment_blocked': sap_flag('sperz'),
}) }}
