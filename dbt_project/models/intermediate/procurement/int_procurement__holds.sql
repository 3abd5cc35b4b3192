{{ config(materialized='view') }}

{{ union_adapters('procurement', 'holds', columns={
    'source_system': 'string',
    'hold_id': 'string',
    'invoice_id': 'string',
    'hold_type_raw': 'string',
    'hold_type': 'string',
    'placed_at': 'timestamp',
    'released_at': 'timestamp',
    'release_reason_raw': 'string',
    'recorded_at': 'timestamp',
    'is_deleted': 'boolean',
    'loaded_at': 'timestamp',
    'source_file_sha256': 'string',
    'source_row_number': 'bigint',
}) }}
