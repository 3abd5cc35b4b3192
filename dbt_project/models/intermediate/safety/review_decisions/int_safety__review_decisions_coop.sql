{{ config(materialized='ephemeral') }}

-- A decision without reviewer is the system's own. Coop records no start of work, so there is no handle time.
select
    'coop' as source_system,
    'enforcement' as review_purpose,
    review_decision_id,
    job_id as review_task_id,
    reviewer_id,
    case when reviewer_id is null then 'auto' else 'human' end as reviewer_type,
    cast(null as bigint) as decision_number,
    cast(null as boolean) as is_final,
    cast(null as string) as overturns_decision_id,
    cast(null as string) as stated_decision_id,
    created_at as submitted_at,
    cast(created_at as date) as decided_on,
    cast(null as bigint) as handle_seconds,
    cast(null as boolean) as is_automatically_detected,
    created_at as recorded_at,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_coop__coop_manual_review_decisions') }}
