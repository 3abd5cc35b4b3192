{{ config(materialized='ephemeral') }}

select
    'safety_landing' as source_system,
    appeals.appeal_id,
    appeals.review_decision_id,
    cast(null as string) as content_id,
    {{ meaning('appellants', 'appeals.appellant_type') }} as appellant_type,
    {{ meaning('statuses', 'appeals.status') }} as status,
    appeals.status as status_raw,
    appeals.filed_at,
    appeals.resolved_at,
    appeals.resolved_by_id as resolved_by_key,
    appeals.updated_at as recorded_at,
    appeals._loaded_at as loaded_at,
    appeals._file_sha256 as source_file_sha256,
    appeals._row_number as source_row_number
from {{ ref('stg_safety_landing__safety_appeals') }} as appeals
{{ join_codes('safety_landing', 'appellant_type', 'appeals.appellant_type', 'appellants') }}
{{ join_codes('safety_landing', 'appeal_status', 'appeals.status', 'statuses') }}
