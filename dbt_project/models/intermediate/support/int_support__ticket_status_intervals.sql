{%- set ticket = '(partition by source_system, ticket_id order by event_number asc nulls last)' -%}
with events as (

    select
        source_system,
        ticket_id,
        event_number,
        occurred_at,
        opened_at,
        source_resolved_at,
        source_closed_at,
        status_raw,
        status_category,
        team_id,
        priority
    from {{ ref('int_support__ticket_events') }}

),

observation_ends as (

    select source_system, max(occurred_at) as observed_until_at
    from events
    group by source_system

),

last_event_numbers as (

    select source_system, ticket_id, max(event_number) as event_count
    from events
    group by source_system, ticket_id

),

last_events as (

    select
        events.*,
        observation_ends.observed_until_at
    from events
    inner join last_event_numbers
        on events.source_system = last_event_numbers.source_system
        and events.ticket_id = last_event_numbers.ticket_id
        and events.event_number = last_event_numbers.event_count
    inner join observation_ends on events.source_system = observation_ends.source_system

),

-- Logged events, and the three states that a log may leave out but the case's own stamps give.
states as (

    select source_system, ticket_id, event_number, occurred_at, status_raw, status_category, team_id, priority
    from events

    union all

    -- The log often begins minutes after the opening; until then the ticket is new.
    select
        source_system,
        ticket_id,
        cast(0 as bigint) as event_number,
        opened_at as occurred_at,
        case when status_category = 'new' then status_raw end as status_raw,
        'new' as status_category,
        team_id,
        priority
    from events
    where event_number = 1 and opened_at < occurred_at

    union all

    -- A log that ends before the resolution or the closing that the case states, if these lie within the observation.
    select
        source_system,
        ticket_id,
        event_number + 1 as event_number,
        source_resolved_at as occurred_at,
        cast(null as {{ dbt.type_string() }}) as status_raw,
        'solved' as status_category,
        team_id,
        priority
    from last_events
    where status_category not in ('solved', 'closed', 'cancelled')
        and source_resolved_at > occurred_at
        and source_resolved_at <= observed_until_at
        and source_resolved_at <= coalesce(source_closed_at, source_resolved_at)

    union all

    select
        source_system,
        ticket_id,
        event_number + 2 as event_number,
        source_closed_at as occurred_at,
        cast(null as {{ dbt.type_string() }}) as status_raw,
        'closed' as status_category,
        team_id,
        priority
    from last_events
    where status_category not in ('closed', 'cancelled')
        and source_closed_at > occurred_at
        and source_closed_at <= observed_until_at

),

-- A new interval begins where status, team or priority changes.
changes as (

    select
        *,
        status_category not in ('solved', 'closed', 'cancelled') as is_open
    from states
    qualify lag(event_number) over {{ ticket }} is null
        or status_category is distinct from lag(status_category) over {{ ticket }}
        or status_raw is distinct from lag(status_raw) over {{ ticket }}
        or team_id is distinct from lag(team_id) over {{ ticket }}
        or priority is distinct from lag(priority) over {{ ticket }}

),

intervals as (

    select
        source_system,
        ticket_id,
        cast(row_number() over {{ ticket }} as bigint) as interval_number,
        event_number,
        lead(event_number) over {{ ticket }} as next_event_number,
        occurred_at as started_at,
        lead(occurred_at) over {{ ticket }} as next_started_at,
        status_raw,
        status_category,
        is_open,
        team_id,
        priority,
        case
            when lag(is_open) over {{ ticket }} is null then 'opened'
            when lag(is_open) over {{ ticket }} and status_category = 'cancelled' then 'cancelled'
            when lag(is_open) over {{ ticket }} and not is_open then 'resolved'
            when is_open and not lag(is_open) over {{ ticket }} then 'reopened'
            when is_open and (team_id <> lag(team_id) over {{ ticket }} or priority <> lag(priority) over {{ ticket }}) then 'transferred'
            else 'status_changed'
        end as start_reason
    from changes

)

select
    intervals.source_system,
    intervals.ticket_id,
    intervals.interval_number,
    intervals.started_at,
    -- A closed or cancelled ticket ends there; any other is observed to the end.
    case
        when intervals.next_started_at is not null then intervals.next_started_at
        when intervals.status_category in ('closed', 'cancelled') then intervals.started_at
        else observation_ends.observed_until_at
    end as ended_at,
    intervals.status_raw,
    intervals.status_category,
    intervals.is_open,
    intervals.team_id,
    intervals.priority,
    intervals.start_reason,
    coalesce(
        lead(intervals.start_reason) over (partition by intervals.source_system, intervals.ticket_id order by intervals.interval_number asc nulls last),
        case when intervals.status_category in ('closed', 'cancelled') then 'ended' else 'observation_ended' end
    ) as end_reason,
    -- Logged events that fall to the interval: those numbered from its own first up to the next interval's, without the inferred states.
    least(coalesce(intervals.next_event_number, last_event_numbers.event_count + 1), last_event_numbers.event_count + 1)
    - least(greatest(intervals.event_number, 1), last_event_numbers.event_count + 1) as event_count
from intervals
inner join last_event_numbers
    on intervals.source_system = last_event_numbers.source_system
    and intervals.ticket_id = last_event_numbers.ticket_id
inner join observation_ends on intervals.source_system = observation_ends.source_system
