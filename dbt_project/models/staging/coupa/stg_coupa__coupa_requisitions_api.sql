{{ stage('coupa', 'coupa_requisitions_api', columns={
    'requisition_id': 'id',
    'status_raw': 'status',
    'reject_reason_length': 'reject_reason_comment',
    'requester_key': 'requested_by_email',
    'requisition_amount': 'total',
    'currency_code': 'currency_code',
    'created_at': 'created_at',
    'submitted_at': 'submitted_at',
    'updated_at': 'updated_at',
    'requisition_lines': 'requisition_lines',
}) }}
