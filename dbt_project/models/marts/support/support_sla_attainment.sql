with observations as (

    select source_system, max(ended_at) as observed_until_at
    from {{ ref('fct_ticket_status_intervals') }}
    group by source_system

),

cohorts as (

    select
        source_system,
        team_key,
        team_id,
        priority,
        target_type,
        cast(date_trunc('month', due_at) as date) as due_month_start_on,
        cast(sum(met_count) as bigint) as met_count,
        cast(sum(breached_count) as bigint) as breached_count,
        cast(sum(undecided_count) as bigint) as undecided_count,
        cast(count(*) filter (where outcome = 'cancelled') as bigint) as cancelled_count
    from {{ ref('fct_sla_instances') }}
    group by source_system, team_key, team_id, priority, target_type, cast(date_trunc('month', due_at) as date)

)

select
    cohorts.source_system,
    cohorts.team_key,
    cohorts.team_id,
    cohorts.priority,
    cohorts.target_type,
    cohorts.due_month_start_on,
    cohorts.met_count,
    cohorts.breached_count,
    cohorts.undecided_count,
    cohorts.cancelled_count,
    cast(cohorts.met_count as double) / nullif(cohorts.met_count + cohorts.breached_count, 0) as attainment_rate,
    -- Until a month has passed, it shows the tickets resolved early and lacks those that will breach.
    last_day(cohorts.due_month_start_on) < cast(observations.observed_until_at as date) as is_month_observed
from cohorts
inner join observations on cohorts.source_system = observations.source_system
