{{ stage('oracle', 'oracle_suppliers', columns={
    'vendor_id': 'vendor_id',
    'segment1': 'segment1',
    'vendor_name': 'vendor_name',
    'end_date_active': 'end_date_active',
    'enabled_flag': 'enabled_flag',
    'hold_all_payments_flag': 'hold_all_payments_flag',
    'taxpayer_country': 'taxpayer_country',
    'tax_id_key': 'income_tax_id',
    'parent_vendor_id': 'parent_vendor_id',
    'creation_date': 'creation_date',
    'last_update_date': 'last_update_date',
}) }}
