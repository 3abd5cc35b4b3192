{{ config(materialized='view') }}

{{ union_adapters('procurement', 'invoice_lines', columns={
    'source_system': 'string',
    'invoice_line_id': 'string',
    'invoice_id': 'string',
    'line_number': 'string',
    'purchase_order_id': 'string',
    'purchase_order_line_id': 'string',
    'receipt_id': 'string',
    'quantity': 'decimal(18, 4)',
    'unit_price': 'decimal(18, 4)',
    'line_amount': 'decimal(18, 4)',
    'currency_code': 'string',
    'recorded_at': 'timestamp',
    'is_deleted': 'boolean',
    'loaded_at': 'timestamp',
    'source_file_sha256': 'string',
    'source_row_number': 'bigint',
}) }}
