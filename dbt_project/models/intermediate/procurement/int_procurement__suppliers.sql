{{ config(materialized='view') }}

{{ union_adapters('procurement', 'suppliers', columns={
    'source_system': 'string',
    'supplier_id': 'string',
    'supplier_number': 'string',
    'supplier_name': 'string',
    'status_raw': 'string',
    'is_active': 'boolean',
    'is_payment_blocked': 'boolean',
    'country_code': 'string',
    'external_id': 'string',
    'tax_id_key': 'string',
    'email_key': 'string',
    'duns_number': 'string',
    'parent_supplier_id': 'string',
    'created_at': 'timestamp',
    'recorded_at': 'timestamp',
    'is_deleted': 'boolean',
    'loaded_at': 'timestamp',
    'source_file_sha256': 'string',
    'source_row_number': 'bigint',
}) }}
