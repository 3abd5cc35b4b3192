{{ stage('servicenow', 'servicenow_groups', columns={
    'group_id': 'sys_id',
    'name': 'name',
}) }}
