{{ stage('netsuite', 'netsuite_employee', columns={
    'account_key': 'id',
    'person_key': 'email',
    'modified_at': 'lastmodifieddate',
}) }}
