{{ config(materialized='ephemeral') }}

-- The helpdesk's own agents, as far as a roster names them.
select distinct
    '{{ helpdesk() }}' as source_system,
    helpdesk_account_key as agent_account_key,
    helpdesk_account_key,
    cast(null as string) as person_key
from {{ ref('stg_workforce__workforce_vendor_roster') }}
where helpdesk_account_key is not null
