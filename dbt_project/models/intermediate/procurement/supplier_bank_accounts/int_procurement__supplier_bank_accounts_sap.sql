{{ config(materialized='ephemeral') }}

select distinct
    'sap' as source_system,
    supplier_id,
    bank_account_key
from {{ ref('stg_sap__lfbk') }}
where bank_account_key is not null
