-- Built from what changed each day, summed up over the days; no ticket is joined with every day that it was open.
with intervals as (

    select * from {{ ref('fct_ticket_status_intervals') }}

),

movements as (

    select
        source_system,
        team_id,
        priority,
        cast(started_at as date) as moved_on,
        case when is_open then 1 else 0 end as open_change,
        case when status_category = 'pending_customer' then 1 else 0 end as waiting_customer_change,
        case when status_category = 'on_hold' then 1 else 0 end as waiting_third_party_change,
        case when start_reason = 'opened' then 1 else 0 end as opened_count,
        case when start_reason = 'reopened' then 1 else 0 end as reopened_count,
        case when start_reason = 'transferred' then 1 else 0 end as transferred_in_count,
        case when start_reason = 'opened' and status_category in ('solved', 'closed') then 1 else 0 end as resolved_count,
        case when start_reason = 'opened' and status_category = 'cancelled' then 1 else 0 end as cancelled_count,
        0 as transferred_out_count
    from intervals

    union all

    select
        source_system,
        team_id,
        priority,
        cast(ended_at as date) as moved_on,
        -1 as open_change,
        case when status_category = 'pending_customer' then -1 else 0 end as waiting_customer_change,
        case when status_category = 'on_hold' then -1 else 0 end as waiting_third_party_change,
        0 as opened_count,
        0 as reopened_count,
        0 as transferred_in_count,
        case when end_reason = 'resolved' then 1 else 0 end as resolved_count,
        case when end_reason = 'cancelled' then 1 else 0 end as cancelled_count,
        case when end_reason = 'transferred' then 1 else 0 end as transferred_out_count
    from intervals
    where is_open and end_reason <> 'observation_ended'

),

daily_movements as (

    select
        source_system,
        team_id,
        priority,
        moved_on,
        sum(open_change) as open_change,
        sum(waiting_customer_change) as waiting_customer_change,
        sum(waiting_third_party_change) as waiting_third_party_change,
        sum(opened_count) as opened_count,
        sum(reopened_count) as reopened_count,
        sum(transferred_in_count) as transferred_in_count,
        sum(resolved_count) as resolved_count,
        sum(cancelled_count) as cancelled_count,
        sum(transferred_out_count) as transferred_out_count
    from movements
    group by source_system, team_id, priority, moved_on

),

observations as (

    select
        source_system,
        cast(min(started_at) as date) as first_day,
        cast(max(ended_at) as date) as last_day
    from intervals
    group by source_system

),

dense_days as (

    select
        pairs.source_system,
        pairs.team_id,
        pairs.priority,
        dates.date_day
    from (select distinct source_system, team_id, priority from intervals) as pairs
    inner join observations on pairs.source_system = observations.source_system
    inner join {{ ref('dim_date') }} as dates on dates.date_day between observations.first_day and observations.last_day

),

-- A stay: time without a break that a ticket was open with one team at one priority.
stay_numbers as (

    select
        ticket_key,
        source_system,
        team_id,
        priority,
        started_at,
        ended_at,
        start_reason,
        end_reason,
        sum(case when start_reason = 'status_changed' then 0 else 1 end) over (
            partition by ticket_key order by interval_number asc nulls last rows between unbounded preceding and current row
        ) as stay_number
    from intervals
    where is_open

),

stays as (

    select
        ticket_key,
        source_system,
        team_id,
        priority,
        bool_or(start_reason = 'opened') as is_since_opening,
        cast(min(started_at) as date) as first_day,
        case when bool_or(end_reason = 'observation_ended') then cast('9999-12-31' as date) else cast(max(ended_at) as date) end as left_on
    from stay_numbers
    group by ticket_key, source_system, team_id, priority, stay_number

),

-- The oldest ticket of a day is looked for only among stays that no stay of an older ticket covers: of a hundred tickets, a handful.
covered as (

    select
        stays.source_system,
        stays.team_id,
        stays.priority,
        stays.first_day,
        stays.left_on,
        cast(tickets.opened_at as date) as opened_on,
        max(case when stays.is_since_opening then stays.left_on end) over (
            partition by stays.source_system, stays.team_id, stays.priority
            order by tickets.opened_at asc nulls last, stays.ticket_key asc nulls last, stays.left_on desc nulls last, stays.first_day asc nulls last
            rows between unbounded preceding and 1 preceding
        ) as covered_until
    from stays
    inner join {{ ref('fct_tickets') }} as tickets on stays.ticket_key = tickets.ticket_key
    where stays.left_on > stays.first_day

),

oldest as (

    select
        dense_days.source_system,
        dense_days.team_id,
        dense_days.priority,
        dense_days.date_day,
        min(covered.opened_on) as oldest_opened_on
    from dense_days
    inner join covered
        on dense_days.source_system = covered.source_system
        and dense_days.team_id = covered.team_id
        and dense_days.priority = covered.priority
        and dense_days.date_day >= covered.first_day
        and dense_days.date_day < covered.left_on
    where covered.covered_until is null or covered.covered_until < covered.left_on
    group by dense_days.source_system, dense_days.team_id, dense_days.priority, dense_days.date_day

),

backlog as (

    select
        dense_days.source_system,
        dense_days.team_id,
        dense_days.priority,
        dense_days.date_day as backlog_on,
        {%- for level in ['open', 'waiting_customer', 'waiting_third_party'] %}
        cast(sum(coalesce(daily_movements.{{ level }}_change, 0)) over (
            partition by dense_days.source_system, dense_days.team_id, dense_days.priority
            order by dense_days.date_day asc nulls last rows between unbounded preceding and current row
        ) as bigint) as {{ level }}_count,
        {%- endfor %}
        {%- for flow in ['opened', 'reopened', 'transferred_in', 'transferred_out', 'resolved', 'cancelled'] %}
        cast(coalesce(daily_movements.{{ flow }}_count, 0) as bigint) as {{ flow }}_count,
        {%- endfor %}
        {{ dbt.datediff('oldest.oldest_opened_on', 'dense_days.date_day', 'day') }} as oldest_open_days
    from dense_days
    left join daily_movements
        on dense_days.source_system = daily_movements.source_system
        and dense_days.team_id = daily_movements.team_id
        and dense_days.priority = daily_movements.priority
        and dense_days.date_day = daily_movements.moved_on
    left join oldest
        on dense_days.source_system = oldest.source_system
        and dense_days.team_id = oldest.team_id
        and dense_days.priority = oldest.priority
        and dense_days.date_day = oldest.date_day

)

select
    {{ surrogate_key(['source_system', 'team_id', 'priority', 'backlog_on']) }} as ticket_backlog_key,
    source_system,
    {{ surrogate_key(['source_system', 'team_id']) }} as team_key,
    team_id,
    priority,
    backlog_on,
    open_count,
    open_count - waiting_customer_count - waiting_third_party_count as actionable_count,
    waiting_customer_count,
    waiting_third_party_count,
    opened_count,
    reopened_count,
    transferred_in_count,
    transferred_out_count,
    resolved_count,
    cancelled_count,
    cast(oldest_open_days as bigint) as oldest_open_days
from backlog
