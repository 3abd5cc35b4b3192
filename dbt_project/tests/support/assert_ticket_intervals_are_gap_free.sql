-- From the opening on, each interval begins where the one before it ended; the last ends at the closing or at the end of observation; the seconds add up.
with neighbours as (

    select
        ticket_key,
        interval_number,
        started_at,
        ended_at,
        lag(ended_at) over (partition by ticket_key order by interval_number asc nulls last) as previous_ended_at
    from {{ ref('fct_ticket_status_intervals') }}

),

ends as (

    select source_system, max(ended_at) as observed_until_at
    from {{ ref('fct_ticket_status_intervals') }}
    group by source_system

),

totals as (

    select
        ticket_key,
        min(started_at) as started_at,
        max(ended_at) as ended_at,
        sum(elapsed_seconds) as elapsed_seconds
    from {{ ref('fct_ticket_status_intervals') }}
    group by ticket_key

)

select ticket_key, 'gap, overlap or negative length' as finding
from neighbours
where ended_at < started_at or (interval_number > 1 and previous_ended_at is distinct from started_at)

union all

select tickets.ticket_key, 'does not run from opening to end' as finding
from {{ ref('fct_tickets') }} as tickets
inner join ends on tickets.source_system = ends.source_system
left join totals on tickets.ticket_key = totals.ticket_key
where totals.started_at is distinct from tickets.opened_at
    or (tickets.status_category = 'closed' and totals.ended_at is distinct from tickets.closed_at)
    or (tickets.status_category not in ('closed', 'cancelled') and totals.ended_at is distinct from ends.observed_until_at)
    or totals.elapsed_seconds is distinct from {{ seconds_between('totals.started_at', 'totals.ended_at') }}
