{{ stage('sap', 'ekko', columns={
    'purchase_order_id': 'ebeln',
    'company_code': 'bukrs',
    'document_category_raw': 'bstyp',
    'document_type_raw': 'bsart',
    'created_on': 'aedat',
    'created_by_key': 'ernam',
    'document_on': 'bedat',
    'supplier_id': 'lifnr',
    'purchasing_organisation': 'ekorg',
    'currency_code': 'waers',
    'processing_state_raw': 'procstat',
    'memory_type_raw': 'memorytype',
}, expressions={
    'is_deleted': "coalesce(trim(loekz), '') <> ''",
    'is_subject_to_release': sap_flag('frgrl'),
}) }}
