{{ stage_children(ref('stg_zip__zip_invoices'), 'line_items', columns={
    'invoice_line_id': ['id', 'id'],
    'purchase_order_line_id': ['matched_po_line_item_id', 'id'],
    'quantity': ['quantity', 'decimal'],
    'unit_price': ['rate', 'decimal'],
    'line_amount': ['total', 'decimal'],
    'currency_code': ['currency', 'text'],
}, parent_columns=['invoice_id', 'updated_at'], settings={'datetime_formats': ['epoch_seconds', 'iso']}) }}
