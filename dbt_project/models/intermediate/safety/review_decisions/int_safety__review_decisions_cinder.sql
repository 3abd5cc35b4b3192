{{ config(materialized='ephemeral') }}

-- `confirm` lets the earlier decision stand; every other decision that names an earlier one takes its place.
select
    'cinder' as source_system,
    'enforcement' as review_purpose,
    review_decision_id,
    job_id as review_task_id,
    reviewer_id,
    case when reviewer_id is null then 'auto' else 'human' end as reviewer_type,
    cast(null as bigint) as decision_number,
    cast(null as boolean) as is_final,
    case when coalesce(decision_type, '') <> 'confirm' then previous_decision_id end as overturns_decision_id,
    cast(null as string) as stated_decision_id,
    occurred_at as submitted_at,
    cast(occurred_at as date) as decided_on,
    cast(null as bigint) as handle_seconds,
    cast(null as boolean) as is_automatically_detected,
    occurred_at as recorded_at,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_cinder__decisions') }}
