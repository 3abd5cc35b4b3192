-- Months of the completion cohort side by side with what was still open at their end, without which the times of the finished look too good.
with resolutions as (

    select
        source_system,
        team_id,
        priority,
        cast(date_trunc('month', resolved_at) as date) as month_start_on,
        cast(count(*) as bigint) as resolved_count,
        percentile_cont(0.5) within group (order by resolution_seconds) / 3600.0 as resolution_hours_p50,
        percentile_cont(0.9) within group (order by resolution_seconds) / 3600.0 as resolution_hours_p90,
        percentile_cont(0.5) within group (order by business_resolution_seconds) / 3600.0 as business_resolution_hours_p50,
        percentile_cont(0.9) within group (order by business_resolution_seconds) / 3600.0 as business_resolution_hours_p90
    from {{ ref('fct_tickets') }}
    where is_resolved
    group by source_system, team_id, priority, cast(date_trunc('month', resolved_at) as date)

),

last_days as (

    select
        source_system,
        cast(date_trunc('month', backlog_on) as date) as month_start_on,
        max(backlog_on) as last_day
    from {{ ref('ticket_backlog_daily') }}
    group by source_system, cast(date_trunc('month', backlog_on) as date)

),

backlogs as (

    select
        backlog.source_system,
        backlog.team_id,
        backlog.priority,
        last_days.month_start_on,
        backlog.open_count,
        backlog.oldest_open_days
    from {{ ref('ticket_backlog_daily') }} as backlog
    inner join last_days
        on backlog.source_system = last_days.source_system
        and backlog.backlog_on = last_days.last_day
    where backlog.open_count > 0

)

select
    coalesce(resolutions.source_system, backlogs.source_system) as source_system,
    {{ surrogate_key(['coalesce(resolutions.source_system, backlogs.source_system)', 'coalesce(resolutions.team_id, backlogs.team_id)']) }} as team_key,
    coalesce(resolutions.team_id, backlogs.team_id) as team_id,
    coalesce(resolutions.priority, backlogs.priority) as priority,
    coalesce(resolutions.month_start_on, backlogs.month_start_on) as month_start_on,
    coalesce(resolutions.resolved_count, 0) as resolved_count,
    cast(resolutions.resolution_hours_p50 as double) as resolution_hours_p50,
    cast(resolutions.resolution_hours_p90 as double) as resolution_hours_p90,
    cast(resolutions.business_resolution_hours_p50 as double) as business_resolution_hours_p50,
    cast(resolutions.business_resolution_hours_p90 as double) as business_resolution_hours_p90,
    coalesce(backlogs.open_count, 0) as open_count,
    backlogs.oldest_open_days
from resolutions
full join backlogs
    on resolutions.source_system = backlogs.source_system
    and resolutions.team_id = backlogs.team_id
    and resolutions.priority = backlogs.priority
    and resolutions.month_start_on = backlogs.month_start_on
