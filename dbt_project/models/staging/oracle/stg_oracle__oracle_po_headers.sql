{{ stage('oracle', 'oracle_po_headers', columns={
    'po_header_id': 'po_header_id',
    'segment1': 'segment1',
    'type_lookup_code': 'type_lookup_code',
    'document_status': 'document_status',
    'prc_bu_id': 'prc_bu_id',
    'buyer_key': 'agent_id',
    'vendor_id': 'vendor_id',
    'currency_code': 'currency_code',
    'creation_date': 'creation_date',
    'cancel_flag': 'cancel_flag',
    'closed_code': 'closed_code',
    'last_update_date': 'last_update_date',
}, expressions={
    'created_on': oracle_date('creation_date'),
    'delivery': '_delivery',
}) }}
