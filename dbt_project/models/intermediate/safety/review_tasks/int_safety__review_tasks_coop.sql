{{ config(materialized='ephemeral') }}

-- Coop records no claim and no start of work: a job is queued until it is decided.
with policies as (

    select job_id, case when count(distinct policy_id) > 1 then 'multiple' else min(policy_id) end as policy_code
    from {{ ref('stg_coop__job_policies') }}
    group by job_id

)

select
    'coop' as source_system,
    jobs.job_id as review_task_id,
    coalesce(queues.queue_name, jobs.queue_id) as queue_code,
    jobs.item_id as content_id,
    policies.policy_code,
    {{ meaning('sources', 'jobs.source_kind') }} as detection_source,
    jobs.source_kind as detection_source_raw,
    cast(null as string) as priority,
    case when decided.job_id is null then 'queued' else 'decided' end as status,
    cast(null as string) as status_raw,
    jobs.created_at,
    cast(null as timestamp) as assigned_at,
    cast(null as timestamp) as opened_at,
    cast(null as timestamp) as due_at,
    cast(null as bigint) as report_count,
    jobs.created_at as recorded_at,
    jobs._loaded_at as loaded_at,
    jobs._file_sha256 as source_file_sha256,
    jobs._row_number as source_row_number
from {{ ref('stg_coop__coop_job_creations') }} as jobs
left join {{ ref('stg_coop__coop_manual_review_queues') }} as queues on queues.queue_id = jobs.queue_id
left join policies on policies.job_id = jobs.job_id
left join (select distinct job_id from {{ ref('stg_coop__coop_manual_review_decisions') }}) as decided on decided.job_id = jobs.job_id
{{ join_codes('coop', 'detection_source', 'jobs.source_kind', 'sources') }}
