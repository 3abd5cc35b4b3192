{{ config(materialized='view') }}

{{ union_adapters('identity', 'person_accounts', columns={
    'source_system': 'string',
    'account_key': 'string',
    'person_key': 'string',
    'match_rule': 'string',
}) }}
