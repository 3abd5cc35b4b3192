{{ stage('sap', 'cdpos', columns={
    'object_class': 'objectclas',
    'object_id': 'objectid',
    'change_number': 'changenr',
    'table_name': 'tabname',
    'table_key': 'tabkey',
    'field_name': 'fname',
    'change_indicator': 'chngind',
    'old_value': 'value_old',
    'new_value': 'value_new',
}, expressions={
    'is_extract': "_delivery = 'extract'",
}) }}
