{{ stage('oracle', 'oracle_po_lines', columns={
    'po_line_id': 'po_line_id',
    'po_header_id': 'po_header_id',
    'line_num': 'line_num',
    'category_id': 'category_id',
    'quantity': 'quantity',
    'unit_price': 'unit_price',
    'amount': 'amount',
    'uom_code': 'uom_code',
    'order_type_lookup_code': 'order_type_lookup_code',
    'creation_date': 'creation_date',
    'last_update_date': 'last_update_date',
}, expressions={
    'created_on': oracle_date('creation_date'),
}, versions=true) }}
