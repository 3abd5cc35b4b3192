with instances as (

    select
        tickets.ticket_key,
        tickets.source_system,
        tickets.ticket_id,
        tickets.team_key,
        tickets.team_id,
        targets.sla_target_id,
        targets.target_type,
        tickets.priority_at_open as priority,
        targets.calendar_id,
        targets.target_minutes * 60 as target_seconds,
        tickets.opened_at as attached_at,
        tickets.resolved_at as fulfilled_at,
        tickets.status_category,
        tickets.is_resolved,
        tickets.is_source_sla_met,
        tickets.source_file_sha256,
        tickets.source_row_number
    from {{ ref('fct_tickets') }} as tickets
    inner join {{ ref('sla_targets') }} as targets
        on tickets.source_system = targets.source_system
        and tickets.priority_at_open = targets.priority
        and cast(tickets.opened_at as date) >= targets.valid_from
        and (targets.valid_to is null or cast(tickets.opened_at as date) < targets.valid_to)

),

-- The promise runs while the ticket waits for us or for a third party, and stands while it waits for the customer or is solved.
readings as (

    select
        instances.ticket_key,
        instances.sla_target_id,
        instances.target_seconds,
        intervals.interval_number,
        intervals.is_open,
        intervals.is_open and intervals.status_category <> 'pending_customer' as is_running,
        {{ business_clock('at_start', 'intervals.started_at') }} as start_reading,
        {{ business_clock('at_end', 'intervals.ended_at') }} as end_reading
    from instances
    inner join {{ ref('fct_ticket_status_intervals') }} as intervals on instances.ticket_key = intervals.ticket_key
    {{ join_business_clock('at_start', 'instances.calendar_id', 'intervals.started_at') }}
    {{ join_business_clock('at_end', 'instances.calendar_id', 'intervals.ended_at') }}

),

running_totals as (

    select
        ticket_key,
        sla_target_id,
        target_seconds,
        is_open,
        start_reading,
        end_reading,
        case when is_running then end_reading - start_reading else 0 end as counted_seconds,
        sum(case when is_running then end_reading - start_reading else 0 end) over (
            partition by ticket_key, sla_target_id order by interval_number asc nulls last rows between unbounded preceding and current row
        ) as counted_seconds_so_far
    from readings

),

totals as (

    select
        ticket_key,
        sla_target_id,
        cast(sum(counted_seconds) as bigint) as elapsed_business_seconds,
        -- Reading of the business clock at which the target was used up …
        max(start_reading + target_seconds - (counted_seconds_so_far - counted_seconds)) filter (
            where counted_seconds > 0 and counted_seconds_so_far >= target_seconds and counted_seconds_so_far - counted_seconds < target_seconds
        ) as reading_when_used_up,
        -- … or, where it was not, at which the rest would be used up if work went on from the end of the last open interval.
        coalesce(max(end_reading) filter (where is_open), min(start_reading)) + max(target_seconds) - sum(counted_seconds) as reading_when_due
    from running_totals
    group by ticket_key, sla_target_id

),

outcomes as (

    select
        instances.*,
        totals.elapsed_business_seconds,
        cast(coalesce(totals.reading_when_used_up, totals.reading_when_due) as bigint) as due_reading,
        case
            when instances.status_category = 'cancelled' then 'cancelled'
            when totals.elapsed_business_seconds > instances.target_seconds then 'breached'
            when instances.is_resolved then 'met'
            else 'undecided'
        end as outcome
    from instances
    inner join totals
        on instances.ticket_key = totals.ticket_key
        and instances.sla_target_id = totals.sla_target_id

)

select
    {{ surrogate_key(['outcomes.source_system', 'outcomes.ticket_id', 'outcomes.sla_target_id']) }} as sla_instance_key,
    outcomes.ticket_key,
    outcomes.source_system,
    outcomes.ticket_id,
    outcomes.team_key,
    outcomes.team_id,
    outcomes.sla_target_id,
    outcomes.target_type,
    outcomes.priority,
    outcomes.calendar_id,
    outcomes.attached_at,
    {{ business_clock_inverse('due', 'outcomes.due_reading') }} as due_at,
    outcomes.fulfilled_at,
    outcomes.target_seconds,
    outcomes.elapsed_business_seconds,
    outcomes.outcome,
    cast(case when outcomes.outcome = 'met' then 1 else 0 end as bigint) as met_count,
    cast(case when outcomes.outcome = 'breached' then 1 else 0 end as bigint) as breached_count,
    cast(case when outcomes.outcome = 'undecided' then 1 else 0 end as bigint) as undecided_count,
    outcomes.is_source_sla_met,
    outcomes.source_file_sha256,
    outcomes.source_row_number
from outcomes
{{ join_business_clock_inverse('due', 'outcomes.calendar_id', 'outcomes.due_reading') }}
