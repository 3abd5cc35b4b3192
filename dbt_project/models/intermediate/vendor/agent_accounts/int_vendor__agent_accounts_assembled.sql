{{ config(materialized='ephemeral') }}

select
    'assembled' as source_system,
    accounts.agent_account_key,
    people.helpdesk_account_key,
    people.person_key
from (
    select agent_account_key from {{ ref('stg_assembled__assembled_people') }}
    union
    select agent_account_key from {{ ref('stg_assembled__assembled_activities') }}
    union
    select agent_account_key from {{ ref('stg_assembled__assembled_agent_states') }}
) as accounts
left join {{ ref('stg_assembled__assembled_people') }} as people on people.agent_account_key = accounts.agent_account_key
where accounts.agent_account_key is not null
