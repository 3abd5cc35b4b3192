{{ config(materialized='view') }}

{{ union_adapters('procurement', 'order_line_versions', columns={
    'source_system': 'string',
    'purchase_order_line_id': 'string',
    'version_number': 'bigint',
    'valid_from_at': 'timestamp',
    'ordered_quantity': 'decimal(18, 4)',
    'unit_price': 'decimal(18, 4)',
    'ordered_amount': 'decimal(18, 4)',
    'currency_code': 'string',
    'recorded_at': 'timestamp',
    'is_deleted': 'boolean',
    'loaded_at': 'timestamp',
    'source_file_sha256': 'string',
    'source_row_number': 'bigint',
}) }}
