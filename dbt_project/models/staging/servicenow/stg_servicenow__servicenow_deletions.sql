{{ stage('servicenow', 'servicenow_deletions', columns={
    'deletion_id': 'sys_id',
    'table_name': 'tablename',
    'document_id': 'documentkey',
    'deleted_at': 'sys_created_on',
}) }}
