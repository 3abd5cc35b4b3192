{{ config(materialized='ephemeral') }}

select
    'maestroqa' as source_system,
    appeals.appeal_id as dispute_id,
    appeals.answer_id as qa_evaluation_id,
    {{ meaning('statuses', 'appeals.status') }} as status,
    appeals.status as status_raw,
    appeals.requester_key as opened_by_key,
    appeals.reviewer_key as decided_by_key,
    appeals.created_at as opened_at,
    appeals.resolved_at,
    appeals.row_updated_at as recorded_at,
    coalesce(appeals.is_deleted, false) as is_deleted,
    appeals._loaded_at as loaded_at,
    appeals._file_sha256 as source_file_sha256,
    appeals._row_number as source_row_number
from {{ ref('stg_maestroqa__maestroqa_appeals') }} as appeals
{{ join_codes('maestroqa', 'dispute_status', 'appeals.status', 'statuses') }}
