{{ config(materialized='view') }}

{{ union_adapters('procurement', 'receipts', columns={
    'source_system': 'string',
    'receipt_id': 'string',
    'purchase_order_id': 'string',
    'purchase_order_line_id': 'string',
    'event_type': 'string',
    'activity_raw': 'string',
    'posted_on': 'date',
    'received_at': 'timestamp',
    'received_quantity': 'decimal(18, 4)',
    'quantity_unit': 'string',
    'received_amount': 'decimal(18, 4)',
    'currency_code': 'string',
    'reversed_receipt_id': 'string',
    'recorded_at': 'timestamp',
    'is_deleted': 'boolean',
    'loaded_at': 'timestamp',
    'source_file_sha256': 'string',
    'source_row_number': 'bigint',
}) }}
