{{ config(materialized='ephemeral') }}

-- An event has no id of its own: it is known by its job and instant. Its tier is that of the queue the job went to.
with raised as (

    select *
    from {{ ref('stg_cinder__cinder_events') }}
    where event = 'job.actioned' and action = 'escalated'
    qualify row_number() over (
        partition by job_id, occurred_at order by _file_name desc nulls last, _row_number desc nulls last, _file_sha256 desc nulls last
    ) = 1

)

select
    'cinder' as source_system,
    raised.job_id || ':' || cast(raised.occurred_at as string) as escalation_id,
    raised.job_id as review_task_id,
    cast(null as string) as from_queue_code,
    raised.queue_slug as to_queue_code,
    coalesce(tiers.meaning, 'unknown') as tier,
    raised.queue_slug as tier_raw,
    raised.reviewer_id as raised_by_key,
    raised.occurred_at as raised_at,
    cast(null as timestamp) as acknowledged_at,
    cast(null as timestamp) as resolved_at,
    raised.occurred_at as recorded_at,
    raised._loaded_at as loaded_at,
    raised._file_sha256 as source_file_sha256,
    raised._row_number as source_row_number
from raised
{{ join_codes('cinder', 'escalation_tier', 'raised.queue_slug', 'tiers') }}
