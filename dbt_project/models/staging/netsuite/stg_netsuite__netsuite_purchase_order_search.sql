{{ stage('netsuite', 'netsuite_purchase_order_search', columns={
    'purchase_order_id': 'internal_id',
    'line_id': 'line_id',
    'purchase_order_number': 'document_number',
    'ordered_on': 'date',
    'supplier_name': 'name',
    'status_raw': 'status',
    'class_name': 'class',
    'department_name': 'department',
    'ordered_quantity': 'quantity',
    'unit_price': 'item_rate',
    'amount': 'amount',
    'currency_code': 'currency',
    'created_at': 'date_created',
    'modified_at': 'last_modified',
}, expressions={
    'is_main_line': "coalesce(trim(main_line), '') = '*'",
}) }}
