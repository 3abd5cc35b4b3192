{{ stage('coupa', 'coupa_requisitions', record='requisitions', columns={
    'requisition_id': 'requisition_id',
    'status_raw': 'status',
    'reject_reason_length': 'reject_reason',
    'requester_key': 'requested_by_email',
    'requisition_amount': 'total',
    'currency_code': 'currency_code',
    'created_at': 'created_at_date',
    'submitted_at': 'submitted_at_date',
    'updated_at': 'updated_at_date',
}) }}
