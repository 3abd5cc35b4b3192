{{ stage('netsuite', 'netsuite_department', columns={
    'department_id': 'id',
    'department_name': 'name',
}) }}
