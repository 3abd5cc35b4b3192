{{ stage('servicenow', 'servicenow_approvals', columns={
    'approval_id': 'sys_id',
    'task_number': 'sysapproval',
    'source_table': 'source_table',
    'approver_key': 'approver',
    'state': 'state',
    'due_at': 'due_date',
    'comments_length': 'comments',
    'created_at': 'sys_created_on',
    'updated_at': 'sys_updated_on',
}) }}
