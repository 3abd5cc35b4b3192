{{ config(materialized='ephemeral') }}

-- Cinder tells of an appeal when it is resolved; when it was filed is not in the event. It has no id but its place in that event.
select
    'cinder' as source_system,
    appeals.review_decision_id || ':' || cast(appeals.element_number as string) as appeal_id,
    coalesce(decisions.appealed_decision_id, decisions.previous_decision_id) as review_decision_id,
    decisions.entity_id as content_id,
    {{ meaning('appellants', 'appeals.appellant') }} as appellant_type,
    coalesce(statuses.meaning, 'unknown') as status,
    appeals.outcome as status_raw,
    cast(null as timestamp) as filed_at,
    decisions.occurred_at as resolved_at,
    decisions.reviewer_id as resolved_by_key,
    decisions.occurred_at as recorded_at,
    appeals._loaded_at as loaded_at,
    appeals._file_sha256 as source_file_sha256,
    appeals._row_number as source_row_number
from {{ ref('stg_cinder__resolved_appeals') }} as appeals
inner join {{ ref('stg_cinder__decisions') }} as decisions on decisions.review_decision_id = appeals.review_decision_id
{{ join_codes('cinder', 'appellant_type', 'appeals.appellant', 'appellants') }}
{{ join_codes('cinder', 'appeal_status', 'appeals.outcome', 'statuses') }}
