{{ stage('oracle', 'oracle_po_header_keys', columns={
    'po_header_id': 'po_header_id',
}) }}
