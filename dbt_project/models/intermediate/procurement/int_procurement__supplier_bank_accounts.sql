{{ config(materialized='view') }}

{{ union_adapters('procurement', 'supplier_bank_accounts', columns={
    'source_system': 'string',
    'supplier_id': 'string',
    'bank_account_key': 'string',
}) }}
