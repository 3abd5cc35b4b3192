-- Logs of whole versions, and versions put together from tickets and their logs of changes.
with adapters as (

    select
        source_system,
        ticket_id,
        version_number,
        recorded_at,
        opened_at,
        source_resolved_at,
        source_closed_at,
        status_raw,
        cast(null as {{ dbt.type_string() }}) as inferred_status_category,
        priority_raw,
        team_id,
        agent_key,
        category,
        channel,
        reassignment_count,
        source_reopen_count,
        is_source_sla_met,
        loaded_at,
        source_file_sha256,
        source_row_number
    from {{ ref('int_support__servicenow_ticket_events') }}

    union all

    select
        source_system,
        ticket_id,
        version_number,
        recorded_at,
        opened_at,
        cast(null as timestamp) as source_resolved_at,
        cast(null as timestamp) as source_closed_at,
        status_raw,
        inferred_status_category,
        priority_raw,
        team_id,
        agent_key,
        category,
        channel,
        reassignment_count,
        source_reopen_count,
        cast(null as boolean) as is_source_sla_met,
        loaded_at,
        source_file_sha256,
        source_row_number
    from {{ ref('int_support__ticket_versions') }}

),

-- An update stored before its ticket was opened counts from the opening: the clocks of a ticket start there.
timed as (

    select
        *,
        greatest(recorded_at, coalesce(opened_at, recorded_at)) as occurred_at
    from adapters
    where recorded_at is not null

)

select
    timed.source_system,
    timed.ticket_id,
    cast(row_number() over (
        partition by timed.source_system, timed.ticket_id
        order by timed.occurred_at asc nulls last, timed.recorded_at asc nulls last, timed.version_number asc nulls first, timed.source_row_number asc nulls last, timed.source_file_sha256 asc nulls last
    ) as bigint) as event_number,
    timed.version_number,
    timed.recorded_at,
    timed.occurred_at,
    coalesce(timed.opened_at, timed.recorded_at) as opened_at,
    timed.source_resolved_at,
    timed.source_closed_at,
    timed.status_raw,
    coalesce(timed.inferred_status_category, statuses.status_category, 'unknown') as status_category,
    timed.priority_raw,
    coalesce(priorities.priority, 'unknown') as priority,
    coalesce(timed.team_id, 'unassigned') as team_id,
    timed.agent_key,
    timed.category,
    timed.channel,
    timed.reassignment_count,
    timed.source_reopen_count,
    timed.is_source_sla_met,
    timed.loaded_at,
    timed.source_file_sha256,
    timed.source_row_number
from timed
left join {{ ref('int_support__ticket_statuses') }} as statuses
    on timed.source_system = statuses.source_system
    and lower(timed.status_raw) = statuses.status_raw
left join {{ ref('ticket_priorities') }} as priorities
    on timed.source_system = priorities.source_system
    and lower(timed.priority_raw) = lower(priorities.priority_raw)
where timed.occurred_at <= (select as_of_at from {{ source('warehouse', 'run_parameters') }})
