{{ stage('oracle', 'oracle_requisition_headers', columns={
    'requisition_header_id': 'requisition_header_id',
    'requisition_number': 'requisition_number',
    'document_status': 'document_status',
    'req_bu_id': 'req_bu_id',
    'preparer_key': 'preparer_id',
    'creation_date': 'creation_date',
    'submission_date': 'submission_date',
    'approved_date': 'approved_date',
    'cancel_flag': 'cancel_flag',
    'closed_code': 'closed_code',
    'last_update_date': 'last_update_date',
}, expressions={
    'created_on': oracle_date('creation_date'),
    'delivery': '_delivery',
}) }}
