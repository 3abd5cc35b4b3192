{{ stage_children(ref('stg_coupa__coupa_invoices_api'), 'invoice_lines', columns={
    'invoice_line_id': ['id', 'id'],
    'line_number': ['line-num', 'integer'],
    'purchase_order_line_id': ['order-line-id', 'id'],
    'quantity': ['quantity', 'decimal'],
    'unit_price': ['price', 'decimal'],
    'line_amount': ['total', 'decimal'],
    'currency_code': ['currency.code', 'text'],
    'failed_tolerances': ['failed-tolerances', 'json'],
}, parent_columns=['invoice_id', 'updated_at']) }}
