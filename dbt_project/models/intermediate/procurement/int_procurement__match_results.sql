{{ config(materialized='view') }}

{{ union_adapters('procurement', 'match_results', columns={
    'source_system': 'string',
    'match_result_id': 'string',
    'invoice_id': 'string',
    'invoice_line_id': 'string',
    'purchase_order_line_id': 'string',
    'receipt_id': 'string',
    'outcome': 'string',
    'exception_type': 'string',
    'exception_raw': 'string',
    'is_resolved': 'boolean',
    'matched_quantity': 'decimal(18, 4)',
    'matched_amount': 'decimal(18, 4)',
    'breach_amount': 'decimal(18, 4)',
    'recorded_at': 'timestamp',
    'is_deleted': 'boolean',
    'loaded_at': 'timestamp',
    'source_file_sha256': 'string',
    'source_row_number': 'bigint',
}) }}
