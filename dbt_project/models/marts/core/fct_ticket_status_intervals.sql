with intervals as (

    select
        intervals.*,
        sources.calendar_id
    from {{ ref('int_support__ticket_status_intervals') }} as intervals
    inner join {{ ref('ticket_sources') }} as sources on intervals.source_system = sources.source_system

)

select
    {{ surrogate_key(['intervals.source_system', 'intervals.ticket_id']) }} as ticket_key,
    intervals.source_system,
    intervals.ticket_id,
    intervals.interval_number,
    intervals.started_at,
    intervals.ended_at,
    intervals.status_raw,
    intervals.status_category,
    intervals.is_open,
    intervals.team_id,
    intervals.priority,
    intervals.start_reason,
    intervals.end_reason,
    cast(intervals.event_count as bigint) as event_count,
    {{ seconds_between('intervals.started_at', 'intervals.ended_at') }} as elapsed_seconds,
    cast(({{ business_clock('at_end', 'intervals.ended_at') }}) - ({{ business_clock('at_start', 'intervals.started_at') }}) as bigint) as business_seconds
from intervals
{{ join_business_clock('at_start', 'intervals.calendar_id', 'intervals.started_at') }}
{{ join_business_clock('at_end', 'intervals.calendar_id', 'intervals.ended_at') }}
