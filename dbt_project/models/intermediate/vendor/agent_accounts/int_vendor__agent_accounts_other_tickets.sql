{{ config(materialized='ephemeral') }}

-- Of the other ticket systems, agents of whom the e-mail address is known: a roster knows no number of theirs.
select distinct
    source_system,
    agent_key as agent_account_key,
    cast(null as string) as helpdesk_account_key,
    agent_key as person_key
from {{ ref('int_support__tickets') }}
where agent_key like 'person:%' and source_system <> 'zendesk'
