{{ stage('netsuite', 'netsuite_vendor', columns={
    'supplier_id': 'id',
    'supplier_number': 'entityid',
    'supplier_name': 'companyname',
    'is_inactive': 'isinactive',
    'created_at': 'datecreated',
    'external_id': 'externalid',
    'email_key': 'email',
    'tax_id_key': 'taxidnum',
    'country_code': 'billcountry',
    'modified_at': 'lastmodifieddate',
    'deleted_at': 'date_deleted',
}) }}
