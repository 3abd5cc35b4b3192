{{ config(materialized='ephemeral') }}

-- One promise per ticket, metric and instance: the last target set up to its fulfilment, the clock when it was last read, and a breach that has come true. A breach is written ahead
-- with its due time: it counts once the export has reached that time, and not if it was withdrawn.
with events as (

    select
        *,
        coalesce(sla_target_seconds, sla_target_minutes * 60) as target_seconds,
        coalesce(is_deleted, false) as is_withdrawn,
        max(case when event_type <> 'breach' then occurred_at end) over () as observed_until_at,
        max(case when event_type = 'fulfill' and not coalesce(is_deleted, false) then occurred_at end) over (partition by ticket_id, metric, instance_id) as fulfilled_at
    from {{ ref('stg_zendesk__zendesk_ticket_metric_events') }}

),

targets as (

    select
        ticket_id,
        metric,
        instance_id,
        target_seconds,
        coalesce(is_business_hours, false) as is_business_time,
        sla_policy_title,
        _loaded_at,
        _file_sha256,
        _row_number
    from events
    where event_type in ('apply_sla', 'apply_group_sla')
        and not is_withdrawn
        and (fulfilled_at is null or occurred_at <= fulfilled_at)
    qualify row_number() over (
        partition by ticket_id, metric, instance_id order by occurred_at desc nulls last, try_cast(metric_event_id as bigint) desc nulls last, metric_event_id desc nulls last
    ) = 1

),

readings as (

    select ticket_id, metric, instance_id, calendar_minutes, business_minutes
    from events
    where event_type = 'update_status' and not is_withdrawn
    qualify row_number() over (
        partition by ticket_id, metric, instance_id order by occurred_at desc nulls last, try_cast(metric_event_id as bigint) desc nulls last, metric_event_id desc nulls last
    ) = 1

),

-- The last word on pausing.
switches as (

    select ticket_id, metric, instance_id, event_type
    from events
    where event_type in ('activate', 'pause', 'fulfill') and not is_withdrawn
    qualify row_number() over (
        partition by ticket_id, metric, instance_id order by occurred_at desc nulls last, try_cast(metric_event_id as bigint) desc nulls last, metric_event_id desc nulls last
    ) = 1

),

instances as (

    select
        ticket_id,
        metric,
        instance_id,
        min(case when event_type = 'activate' and not is_withdrawn then occurred_at end) as started_at,
        max(fulfilled_at) as stopped_at,
        min(case when event_type = 'breach' and not is_withdrawn then occurred_at end) as breach_at,
        max(case when event_type = 'breach' and is_withdrawn then occurred_at end) as withdrawn_breach_at,
        bool_or(event_type = 'pause' and not is_withdrawn) as was_paused,
        max(observed_until_at) as observed_until_at
    from events
    group by ticket_id, metric, instance_id

)

select
    'zendesk' as source_system,
    instances.ticket_id,
    instances.metric || '-' || cast(instances.instance_id as {{ dbt.type_string() }}) as source_sla_id,
    instances.metric as sla_name,
    instances.started_at,
    instances.stopped_at,
    coalesce(
        instances.breach_at,
        instances.withdrawn_breach_at,
        case when not targets.is_business_time and not instances.was_paused then {{ dbt.dateadd('second', 'targets.target_seconds', 'instances.started_at') }} end
    ) as due_at,
    targets.is_business_time,
    targets.target_seconds,
    case when targets.is_business_time then readings.business_minutes else readings.calendar_minutes end * 60 as elapsed_seconds,
    targets.target_seconds - case when targets.is_business_time then readings.business_minutes else readings.calendar_minutes end * 60 as remaining_seconds,
    switches.event_type = 'pause' as is_paused,
    case
        -- A target that was taken away promises nothing any more.
        when targets.target_seconds is null then 'cancelled'
        when instances.breach_at <= least(coalesce(instances.stopped_at, instances.observed_until_at), instances.observed_until_at) then 'breached'
        when instances.stopped_at is not null then 'met'
        else 'undecided'
    end as outcome,
    targets._loaded_at as loaded_at,
    targets._file_sha256 as source_file_sha256,
    targets._row_number as source_row_number
from instances
inner join targets
    on instances.ticket_id = targets.ticket_id
    and instances.metric = targets.metric
    and instances.instance_id = targets.instance_id
left join readings
    on instances.ticket_id = readings.ticket_id
    and instances.metric = readings.metric
    and instances.instance_id = readings.instance_id
left join switches
    on instances.ticket_id = switches.ticket_id
    and instances.metric = switches.metric
    and instances.instance_id = switches.instance_id
