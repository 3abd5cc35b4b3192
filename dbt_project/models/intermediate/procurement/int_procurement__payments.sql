{{ config(materialized='view') }}

{{ union_adapters('procurement', 'payments', columns={
    'source_system': 'string',
    'payment_id': 'string',
    'invoice_id': 'string',
    'supplier_id': 'string',
    'payment_amount': 'decimal(18, 4)',
    'currency_code': 'string',
    'paid_on': 'date',
    'status_raw': 'string',
    'is_voided': 'boolean',
    'recorded_at': 'timestamp',
    'is_deleted': 'boolean',
    'loaded_at': 'timestamp',
    'source_file_sha256': 'string',
    'source_row_number': 'bigint',
}) }}
