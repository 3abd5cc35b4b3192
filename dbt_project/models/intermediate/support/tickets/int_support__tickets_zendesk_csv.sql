{{ config(materialized='ephemeral') }}

-- Tickets that the API's exports hold too come from there. A closed ticket cannot be changed any more: its last update is its closing.
select
    'zendesk_csv' as source_system,
    tickets.ticket_id,
    tickets.ticket_id as ticket_number,
    tickets.created_at as opened_at,
    tickets.updated_at,
    tickets.status as status_raw,
    case lower(tickets.status) when 'solved' then tickets.solved_at when 'closed' then tickets.updated_at end as status_since_at,
    tickets.solved_at as source_resolved_at,
    tickets.priority as priority_raw,
    tickets.group_name as team_id,
    lower(tickets.ticket_type) as ticket_type,
    cast(null as {{ dbt.type_string() }}) as category,
    lower(tickets.channel) as channel,
    coalesce(tickets.requester_person_key, tickets.requester_key) as requester_key,
    tickets.agent_key,
    {{ dbt.dateadd('second', 'tickets.first_reply_minutes * 60', 'tickets.created_at') }} as first_responded_at,
    cast(null as bigint) as reassignment_count,
    tickets.reopen_count as source_reopen_count,
    lower(tickets.status) = 'deleted' as is_deleted,
    tickets._loaded_at as loaded_at,
    tickets._file_sha256 as source_file_sha256,
    tickets._row_number as source_row_number
from {{ ref('stg_zendesk__zendesk_tickets_csv') }} as tickets
left join {{ ref('stg_zendesk__zendesk_tickets') }} as api_tickets on tickets.ticket_id = api_tickets.ticket_id
where api_tickets.ticket_id is null
