{{ config(materialized='ephemeral') }}

-- Whoever was assigned a ticket, in the form in which tickets name agents: the person, or the account where no user's export tells whose it is.
select distinct
    'zendesk' as source_system,
    coalesce(users.person_key, tickets.agent_key) as agent_account_key,
    tickets.agent_key as helpdesk_account_key,
    users.person_key
from {{ ref('stg_zendesk__zendesk_tickets') }} as tickets
left join {{ ref('stg_zendesk__zendesk_users') }} as users on users.user_key = tickets.agent_key
where tickets.agent_key is not null
