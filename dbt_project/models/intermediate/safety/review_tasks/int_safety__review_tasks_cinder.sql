{{ config(materialized='ephemeral') }}

-- A job is known from the events that name it; its queue and reports are those of the last one.
with events as (

    select
        *,
        row_number() over (
            partition by job_id
            order by occurred_at desc nulls last, _file_name desc nulls last, _row_number desc nulls last, _file_sha256 desc nulls last
        ) as position_from_last
    from {{ ref('stg_cinder__cinder_events') }}
    where job_id is not null

),

jobs as (

    select
        job_id,
        min(job_created_at) as created_at,
        max(report_count) as report_count,
        max(case when event = 'decision.created' then 1 else 0 end) = 1 as is_decided
    from events
    group by job_id

)

select
    'cinder' as source_system,
    events.job_id as review_task_id,
    events.queue_slug as queue_code,
    events.entity_id as content_id,
    cast(null as string) as policy_code,
    cast(null as string) as detection_source,
    cast(null as string) as detection_source_raw,
    cast(null as string) as priority,
    case when jobs.is_decided then 'decided' when events.action = 'escalated' then 'escalated' else 'queued' end as status,
    events.action as status_raw,
    jobs.created_at,
    cast(null as timestamp) as assigned_at,
    cast(null as timestamp) as opened_at,
    cast(null as timestamp) as due_at,
    jobs.report_count,
    events.occurred_at as recorded_at,
    events._loaded_at as loaded_at,
    events._file_sha256 as source_file_sha256,
    events._row_number as source_row_number
from events
inner join jobs on jobs.job_id = events.job_id
where events.position_from_last = 1
