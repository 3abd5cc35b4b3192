-- Both kinds of event in one row type: a decision names its job below `source`, an action on a job at the top.
select
    event,
    review_decision_id,
    decision_type,
    coalesce(job_id, actioned_job_id) as job_id,
    coalesce(queue_slug, actioned_queue_slug) as queue_slug,
    coalesce(job_created_at, actioned_job_created_at) as job_created_at,
    coalesce(entity_id, actioned_entity_id) as entity_id,
    action,
    coalesce(reviewer_id, actor_id) as reviewer_id,
    previous_decision_id,
    appealed_decision_id,
    report_count,
    notes_length,
    occurred_at,
    _cast_failures,
    _file_sha256,
    _file_name,
    _file_time,
    _row_number,
    _loaded_at
from {{ ref('stg_cinder__payloads') }}
