select
    review_decision_id,
    job_id,
    item_id,
    queue_id,
    reviewer_id,
    created_at,
    decision_reason_length,
    _cast_failures,
    _file_sha256,
    _file_name,
    _file_time,
    _row_number,
    _loaded_at
from {{ ref('stg_coop__decision_payloads') }}
