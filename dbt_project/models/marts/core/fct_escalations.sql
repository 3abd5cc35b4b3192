select
    {{ surrogate_key(['escalations.source_system', 'escalations.escalation_id']) }} as escalation_key,
    tasks.review_task_key,
    escalations.source_system,
    escalations.escalation_id,
    escalations.review_task_id,
    escalations.from_queue_code,
    escalations.to_queue_code,
    escalations.tier,
    escalations.tier_raw,
    escalations.raised_by_key,
    escalations.raised_at,
    cast(escalations.raised_at as date) as raised_on,
    escalations.acknowledged_at,
    escalations.resolved_at,
    escalations.recorded_at,
    escalations.loaded_at,
    false as is_deleted,
    escalations.source_file_sha256,
    escalations.source_row_number
from (

    {{ union_adapters('safety', 'escalations') }}

) as escalations
left join {{ ref('int_safety__enforcement_tasks') }} as tasks
    on tasks.source_system = escalations.source_system and tasks.review_task_id = escalations.review_task_id
