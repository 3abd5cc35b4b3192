{{ stage('zip', 'zip_vendors', columns={
    'supplier_id': 'id',
    'supplier_name': 'name',
    'external_id': 'external_id',
    'status_raw': 'status',
    'tax_id_key': 'tax_id_number',
    'email_key': 'po_email',
    'duns_number': 'duns_number',
    'created_at': 'created_at',
    'updated_at': 'updated_at',
}) }}
