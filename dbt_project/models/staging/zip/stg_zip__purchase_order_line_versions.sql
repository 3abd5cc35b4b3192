{{ stage_children(ref('stg_zip__purchase_order_versions'), 'line_items', columns={
    'purchase_order_line_id': ['id', 'id'],
    'ordered_quantity': ['quantity', 'decimal'],
    'unit_price': ['rate', 'decimal'],
    'ordered_amount': ['total', 'decimal'],
    'currency_code': ['currency', 'text'],
}, parent_columns=['updated_at'], settings={'datetime_formats': ['epoch_seconds', 'iso']}) }}
