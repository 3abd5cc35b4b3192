{{ stage('netsuite', 'netsuite_deletedrecord', columns={
    'record_type': 'type',
    'record_id': 'recordid',
    'deleted_at': 'deleteddate',
}) }}
