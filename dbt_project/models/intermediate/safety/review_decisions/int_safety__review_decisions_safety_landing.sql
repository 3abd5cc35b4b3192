{{ config(materialized='ephemeral') }}

select
    'safety_landing' as source_system,
    'enforcement' as review_purpose,
    decisions.review_decision_id,
    decisions.review_task_id,
    decisions.reviewer_id,
    {{ meaning('types', 'decisions.reviewer_type') }} as reviewer_type,
    decisions.decision_number,
    decisions.is_final,
    decisions.overturns_decision_id,
    cast(null as string) as stated_decision_id,
    decisions.decided_at as submitted_at,
    cast(decisions.decided_at as date) as decided_on,
    decisions.handle_seconds,
    cast(null as boolean) as is_automatically_detected,
    cast(null as timestamp) as recorded_at,
    decisions._loaded_at as loaded_at,
    decisions._file_sha256 as source_file_sha256,
    decisions._row_number as source_row_number
from {{ ref('stg_safety_landing__safety_review_decisions') }} as decisions
{{ join_codes('safety_landing', 'reviewer_type', 'decisions.reviewer_type', 'types') }}
