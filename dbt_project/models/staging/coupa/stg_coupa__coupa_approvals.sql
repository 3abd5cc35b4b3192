{{ stage('coupa', 'coupa_approvals', columns={
    'approval_step_id': 'id',
    'document_type_raw': 'approvable_type',
    'document_id': 'approvable_id',
    'step_number': 'position',
    'decision_raw': 'status',
    'approver_key': 'approver_email',
    'approved_by_key': 'approved_by_email',
    'decided_at': 'approval_date',
    'created_at': 'created_at',
    'updated_at': 'updated_at',
}) }}
