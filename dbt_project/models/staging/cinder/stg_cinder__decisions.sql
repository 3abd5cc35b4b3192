-- A webhook that is delivered again may be written another way; a decision counts once.
select
    review_decision_id,
    decision_type,
    job_id,
    queue_slug,
    job_created_at,
    entity_id,
    reviewer_id,
    previous_decision_id,
    appealed_decision_id,
    occurred_at,
    _file_sha256,
    _file_name,
    _row_number,
    _loaded_at
from {{ ref('stg_cinder__cinder_events') }}
where event = 'decision.created' and review_decision_id is not null
qualify row_number() over (
    partition by review_decision_id
    order by occurred_at desc nulls last, _file_name desc nulls last, _row_number desc nulls last, _file_sha256 desc nulls last
) = 1
