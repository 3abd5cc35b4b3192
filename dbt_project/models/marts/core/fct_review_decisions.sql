-- Independent labels of items (labelling), decisions of operational queues (enforcement) and statements of reasons that repeat such decisions
-- (transparency) share the columns they can share; `review_purpose` keeps them apart.
with shared_stamps as (

    select reviewer_key, started_at, submitted_at
    from {{ ref('int_safety__review_decisions') }}
    where started_at is not null and submitted_at is not null
    group by reviewer_key, started_at, submitted_at
    having count(*) > 1

)

select
    decisions.review_decision_key,
    decisions.review_task_key,
    decisions.policy_key,
    decisions.reviewer_key,
    decisions.source_system,
    'labelling' as review_purpose,
    decisions.review_decision_id,
    decisions.review_task_id,
    decisions.reviewer_id,
    'human' as reviewer_type,
    decisions.policy_code,
    decisions.decision,
    cast(null as string) as action,
    decisions.decision_raw,
    decisions.gold_decision,
    case
        when decisions.decision in ('violating', 'non_violating') and decisions.gold_decision in ('violating', 'non_violating')
            then decisions.decision_raw = decisions.gold_label_raw
    end as is_correct,
    cast(null as bigint) as decision_number,
    cast(null as boolean) as is_final,
    cast(null as string) as overturns_decision_key,
    cast(null as string) as stated_decision_key,
    cast(null as boolean) as is_automatically_detected,
    decisions.started_at,
    decisions.submitted_at,
    cast(decisions.submitted_at as date) as decided_on,
    case
        when decisions.submitted_at >= decisions.started_at then {{ seconds_between('decisions.started_at', 'decisions.submitted_at') }}
    end as handle_seconds,
    case
        when decisions.started_at is not null and decisions.submitted_at is not null then shared_stamps.reviewer_key is not null
    end as is_batch_timed,
    cast(null as boolean) as is_before_task,
    cast(null as timestamp) as recorded_at,
    decisions.loaded_at,
    false as is_deleted,
    decisions.source_file_sha256,
    decisions.source_row_number
from {{ ref('int_safety__review_decisions') }} as decisions
left join shared_stamps
    on shared_stamps.reviewer_key = decisions.reviewer_key
    and shared_stamps.started_at = decisions.started_at
    and shared_stamps.submitted_at = decisions.submitted_at

union all

select
    review_decision_key,
    review_task_key,
    policy_key,
    reviewer_id as reviewer_key,
    source_system,
    review_purpose,
    review_decision_id,
    review_task_id,
    reviewer_id,
    reviewer_type,
    policy_code,
    decision,
    action,
    decision_raw,
    cast(null as string) as gold_decision,
    cast(null as boolean) as is_correct,
    decision_number,
    is_final,
    overturns_decision_key,
    stated_decision_key,
    is_automatically_detected,
    cast(null as timestamp) as started_at,
    submitted_at,
    decided_on,
    handle_seconds,
    cast(null as boolean) as is_batch_timed,
    is_before_task,
    recorded_at,
    loaded_at,
    false as is_deleted,
    source_file_sha256,
    source_row_number
from {{ ref('int_safety__enforcement_decisions') }}
