{{ stage('netsuite', 'netsuite_classification', columns={
    'class_id': 'id',
    'class_name': 'name',
}) }}
