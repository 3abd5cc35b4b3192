{{ stage('sap', 'cdhdr', columns={
    'object_class': 'objectclas',
    'object_id': 'objectid',
    'change_number': 'changenr',
    'changed_by_key': 'username',
    'transaction_code_raw': 'tcode',
}, expressions={
    'changed_at': [sap_timestamp('cdhdr', 'udate', 'utime'), 'udate'],
}) }}
