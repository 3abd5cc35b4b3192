{{ config(materialized='ephemeral') }}

-- A job that a decision sends to another queue, or reports to the child-protection authority. The event has no end of its own.
with raised as (

    select
        components.*,
        case
            when components.component_type = 'SUBMIT_NCMEC_REPORT' then components.component_type
            else components.new_job_kind
        end as tier_raw
    from {{ ref('stg_coop__decision_components') }} as components
    where components.component_type in ('TRANSFORM_JOB_AND_RECREATE_IN_QUEUE', 'SUBMIT_NCMEC_REPORT')

)

select
    'coop' as source_system,
    raised.review_decision_id || ':' || cast(raised.element_number as string) as escalation_id,
    decisions.job_id as review_task_id,
    coalesce(from_queues.queue_name, raised.original_queue_id, decisions.queue_id) as from_queue_code,
    coalesce(to_queues.queue_name, raised.new_queue_id) as to_queue_code,
    coalesce(tiers.meaning, 'unknown') as tier,
    raised.tier_raw,
    decisions.reviewer_id as raised_by_key,
    decisions.created_at as raised_at,
    cast(null as timestamp) as acknowledged_at,
    cast(null as timestamp) as resolved_at,
    decisions.created_at as recorded_at,
    raised._loaded_at as loaded_at,
    raised._file_sha256 as source_file_sha256,
    raised._row_number as source_row_number
from raised
inner join {{ ref('stg_coop__coop_manual_review_decisions') }} as decisions on decisions.review_decision_id = raised.review_decision_id
left join {{ ref('stg_coop__coop_manual_review_queues') }} as from_queues
    on from_queues.queue_id = coalesce(raised.original_queue_id, decisions.queue_id)
left join {{ ref('stg_coop__coop_manual_review_queues') }} as to_queues on to_queues.queue_id = raised.new_queue_id
{{ join_codes('coop', 'escalation_tier', 'raised.tier_raw', 'tiers') }}
