with lifecycles as (

    select
        source_system,
        ticket_id,
        min(started_at) as opened_at,
        max(ended_at) as observed_until_at,
        max(interval_number) as interval_count,
        min(started_at) filter (where start_reason = 'resolved' or (interval_number = 1 and status_category in ('solved', 'closed'))) as first_resolved_at,
        max(started_at) filter (where start_reason = 'resolved' or (interval_number = 1 and status_category in ('solved', 'closed'))) as last_resolved_at,
        cast(count(*) filter (where start_reason = 'reopened') as bigint) as reopen_count,
        cast(sum(event_count) as bigint) as event_count
    from {{ ref('int_support__ticket_status_intervals') }}
    group by source_system, ticket_id

),

current_states as (

    select
        lifecycles.*,
        intervals.status_raw,
        intervals.status_category,
        intervals.is_open,
        intervals.started_at as status_since_at
    from lifecycles
    inner join {{ ref('int_support__ticket_status_intervals') }} as intervals
        on lifecycles.source_system = intervals.source_system
        and lifecycles.ticket_id = intervals.ticket_id
        and lifecycles.interval_count = intervals.interval_number

),

-- The source's flag of the last version by update count, which is not always the last by time; event_number (below a million) breaks ties.
source_flags as (

    select
        source_system,
        ticket_id,
        max_by(is_source_sla_met, coalesce(version_number, -1) * 1000000 + event_number) as is_source_sla_met
    from {{ ref('int_support__ticket_events') }}
    where is_source_sla_met is not null
    group by source_system, ticket_id

),

tickets as (

    select
        current_states.source_system,
        current_states.ticket_id,
        sources.calendar_id,
        last_events.team_id,
        first_events.priority as priority_at_open,
        last_events.priority,
        last_events.priority_raw,
        last_events.category,
        last_events.channel,
        current_states.status_raw,
        current_states.status_category,
        current_states.is_open,
        current_states.status_category in ('solved', 'closed') as is_resolved,
        current_states.opened_at,
        current_states.first_resolved_at,
        case when current_states.status_category in ('solved', 'closed') then current_states.last_resolved_at end as resolved_at,
        case when current_states.status_category = 'closed' then current_states.status_since_at end as closed_at,
        case when current_states.is_open then current_states.observed_until_at end as observed_until_at,
        last_events.reassignment_count,
        current_states.reopen_count,
        last_events.source_reopen_count,
        source_flags.is_source_sla_met,
        current_states.event_count,
        coalesce(described.ticket_number, current_states.ticket_id) as ticket_number,
        described.ticket_type,
        described.requester_key,
        last_events.agent_key,
        case when described.first_responded_at <= (select as_of_at from {{ source('warehouse', 'run_parameters') }}) then described.first_responded_at end as first_responded_at,
        coalesce(described.is_deleted, false) as is_deleted,
        last_events.loaded_at,
        last_events.source_file_sha256,
        last_events.source_row_number
    from current_states
    inner join {{ ref('ticket_sources') }} as sources on current_states.source_system = sources.source_system
    inner join {{ ref('int_support__ticket_events') }} as first_events
        on current_states.source_system = first_events.source_system
        and current_states.ticket_id = first_events.ticket_id
        and first_events.event_number = 1
    inner join {{ ref('int_support__ticket_events') }} as last_events
        on current_states.source_system = last_events.source_system
        and current_states.ticket_id = last_events.ticket_id
        and current_states.event_count = last_events.event_number
    left join source_flags
        on current_states.source_system = source_flags.source_system
        and current_states.ticket_id = source_flags.ticket_id
    left join {{ ref('int_support__tickets') }} as described
        on current_states.source_system = described.source_system
        and current_states.ticket_id = described.ticket_id

)

select
    {{ surrogate_key(['tickets.source_system', 'tickets.ticket_id']) }} as ticket_key,
    tickets.source_system,
    tickets.ticket_id,
    tickets.ticket_number,
    tickets.ticket_type,
    tickets.requester_key,
    tickets.agent_key,
    {{ surrogate_key(['tickets.source_system', 'tickets.team_id']) }} as team_key,
    tickets.team_id,
    tickets.priority_at_open,
    tickets.priority,
    tickets.priority_raw,
    tickets.category,
    tickets.channel,
    tickets.status_raw,
    tickets.status_category,
    tickets.is_open,
    tickets.is_resolved,
    tickets.opened_at,
    tickets.first_responded_at,
    tickets.first_resolved_at,
    tickets.resolved_at,
    tickets.closed_at,
    tickets.observed_until_at,
    tickets.calendar_id,
    {{ seconds_between('tickets.opened_at', 'tickets.first_responded_at') }} as first_response_seconds,
    {{ seconds_between('tickets.opened_at', 'tickets.first_resolved_at') }} as first_resolution_seconds,
    {{ seconds_between('tickets.opened_at', 'tickets.resolved_at') }} as resolution_seconds,
    cast(({{ business_clock('at_resolution', 'tickets.resolved_at') }}) - ({{ business_clock('at_opening', 'tickets.opened_at') }}) as bigint) as business_resolution_seconds,
    {{ seconds_between('tickets.opened_at', 'tickets.observed_until_at') }} as open_age_seconds,
    cast(case when tickets.is_resolved then 1 else 0 end as bigint) as resolved_count,
    tickets.reassignment_count,
    tickets.reopen_count,
    tickets.source_reopen_count,
    tickets.is_source_sla_met,
    tickets.event_count,
    tickets.is_deleted,
    tickets.loaded_at,
    tickets.source_file_sha256,
    tickets.source_row_number
from tickets
{{ join_business_clock('at_opening', 'tickets.calendar_id', 'tickets.opened_at') }}
{{ join_business_clock('at_resolution', 'tickets.calendar_id', 'tickets.resolved_at') }}
