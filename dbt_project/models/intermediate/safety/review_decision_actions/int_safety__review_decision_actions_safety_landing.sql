{{ config(materialized='ephemeral') }}

select
    'safety_landing' as source_system,
    decisions.review_decision_id,
    decisions.decision as action_raw,
    coalesce(codes.meaning, 'unknown') as action,
    decisions.policy_code,
    decisions._loaded_at as loaded_at,
    decisions._file_sha256 as source_file_sha256,
    decisions._row_number as source_row_number
from {{ ref('stg_safety_landing__safety_review_decisions') }} as decisions
{{ join_codes('safety_landing', 'action', 'decisions.decision', 'codes') }}
