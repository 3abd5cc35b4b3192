{{ config(materialized='ephemeral') }}

-- Whose e-mail address the users' export tells is that person in every system; others are known by their account.
select
    'zendesk' as source_system,
    tickets.ticket_id,
    tickets.ticket_id as ticket_number,
    tickets.created_at as opened_at,
    tickets.updated_at,
    tickets.status as status_raw,
    metrics.status_updated_at as status_since_at,
    metrics.solved_at as source_resolved_at,
    tickets.priority as priority_raw,
    tickets.group_id as team_id,
    tickets.ticket_type,
    cast(null as {{ dbt.type_string() }}) as category,
    tickets.channel,
    coalesce(requesters.person_key, tickets.requester_key) as requester_key,
    coalesce(agents.person_key, tickets.agent_key) as agent_key,
    {{ dbt.dateadd('second', 'metrics.first_reply_minutes * 60', 'tickets.created_at') }} as first_responded_at,
    cast(null as bigint) as reassignment_count,
    metrics.reopen_count as source_reopen_count,
    tickets.status = 'deleted' as is_deleted,
    tickets._loaded_at as loaded_at,
    tickets._file_sha256 as source_file_sha256,
    tickets._row_number as source_row_number
from {{ ref('stg_zendesk__zendesk_tickets') }} as tickets
left join (
    select *
    from {{ ref('stg_zendesk__zendesk_ticket_metrics') }}
    qualify row_number() over (partition by ticket_id order by updated_at desc nulls last, ticket_metric_id desc nulls last) = 1
) as metrics on tickets.ticket_id = metrics.ticket_id
left join {{ ref('stg_zendesk__zendesk_users') }} as requesters on tickets.requester_key = requesters.user_key
left join {{ ref('stg_zendesk__zendesk_users') }} as agents on tickets.agent_key = agents.user_key
