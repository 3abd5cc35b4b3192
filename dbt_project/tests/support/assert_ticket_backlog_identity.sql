-- Yesterday's backlog plus what came less what went is today's; the days have no holes; and the last day's backlog is the number of open tickets.
with neighbours as (

    select
        *,
        lag(open_count) over (partition by source_system, team_id, priority order by backlog_on asc nulls last) as previous_open_count,
        lag(backlog_on) over (partition by source_system, team_id, priority order by backlog_on asc nulls last) as previous_on,
        max(backlog_on) over (partition by source_system) as last_on
    from {{ ref('ticket_backlog_daily') }}

),

open_tickets as (

    select source_system, sum(case when is_open then 1 else 0 end) as open_count
    from {{ ref('fct_tickets') }}
    group by source_system

),

last_days as (

    select source_system, sum(open_count) as open_count
    from neighbours
    where backlog_on = last_on
    group by source_system

)

select source_system, ticket_backlog_key as row_key
from neighbours
where open_count < 0
    or actionable_count < 0
    or waiting_customer_count < 0
    or waiting_third_party_count < 0
    or (open_count > 0) <> (oldest_open_days is not null)
    or open_count <> coalesce(previous_open_count, 0) + opened_count + reopened_count + transferred_in_count - transferred_out_count - resolved_count - cancelled_count
    or {{ dbt.datediff('previous_on', 'backlog_on', 'day') }} <> 1

union all

select open_tickets.source_system, cast(null as {{ dbt.type_string() }}) as row_key
from open_tickets
full join last_days on open_tickets.source_system = last_days.source_system
where open_tickets.open_count is distinct from last_days.open_count
