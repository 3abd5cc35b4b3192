{{ stage_children(ref('stg_zip__zip_purchase_orders'), 'line_items', columns={
    'purchase_order_line_id': ['id', 'id'],
    'line_type_raw': ['line_type', 'text'],
    'ordered_quantity': ['quantity', 'decimal'],
    'unit_price': ['rate', 'decimal'],
    'ordered_amount': ['total', 'decimal'],
    'currency_code': ['currency', 'text'],
    'department_id': ['department_id', 'text'],
    'category': ['expense_category_id', 'text'],
    'ends_at': ['end_date', 'timestamp'],
}, parent_columns=['purchase_order_id', 'created_at', 'updated_at'], settings={'datetime_formats': ['epoch_seconds', 'iso']}) }}
