{{ config(materialized='ephemeral') }}

select 'assembled' as source_system, agent_account_key as account_key, person_key, 'user_list' as match_rule
from {{ ref('stg_assembled__assembled_people') }}
