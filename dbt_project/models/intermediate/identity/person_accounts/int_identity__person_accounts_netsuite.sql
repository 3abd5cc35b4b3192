{{ config(materialized='ephemeral') }}

select 'netsuite' as source_system, account_key, person_key, 'user_list' as match_rule
from {{ ref('stg_netsuite__netsuite_employee') }}
