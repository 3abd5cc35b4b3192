{{ config(materialized='ephemeral') }}

select
    'safety_landing' as source_system,
    escalations.escalation_id,
    escalations.review_task_id,
    escalations.from_queue_code,
    escalations.to_queue_code,
    coalesce(tiers.meaning, 'unknown') as tier,
    escalations.tier as tier_raw,
    escalations.raised_by_id as raised_by_key,
    escalations.raised_at,
    escalations.acknowledged_at,
    escalations.resolved_at,
    cast(null as timestamp) as recorded_at,
    escalations._loaded_at as loaded_at,
    escalations._file_sha256 as source_file_sha256,
    escalations._row_number as source_row_number
from {{ ref('stg_safety_landing__safety_escalations') }} as escalations
{{ join_codes('safety_landing', 'escalation_tier', 'escalations.tier', 'tiers') }}
