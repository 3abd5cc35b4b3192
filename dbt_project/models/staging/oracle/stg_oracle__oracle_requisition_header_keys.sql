{{ stage('oracle', 'oracle_requisition_header_keys', columns={
    'requisition_header_id': 'requisition_header_id',
}) }}
