{{ config(materialized='ephemeral') }}

select
    'safety_landing' as source_system,
    tasks.review_task_id,
    tasks.queue_code,
    tasks.content_id,
    tasks.policy_code,
    {{ meaning('sources', 'tasks.detection_source') }} as detection_source,
    tasks.detection_source as detection_source_raw,
    lower(tasks.priority) as priority,
    {{ meaning('statuses', 'tasks.status') }} as status,
    tasks.status as status_raw,
    tasks.created_at,
    tasks.assigned_at,
    tasks.opened_at,
    tasks.due_at,
    tasks.report_count,
    tasks.updated_at as recorded_at,
    tasks._loaded_at as loaded_at,
    tasks._file_sha256 as source_file_sha256,
    tasks._row_number as source_row_number
from {{ ref('stg_safety_landing__safety_review_tasks') }} as tasks
{{ join_codes('safety_landing', 'detection_source', 'tasks.detection_source', 'sources') }}
{{ join_codes('safety_landing', 'task_status', 'tasks.status', 'statuses') }}
