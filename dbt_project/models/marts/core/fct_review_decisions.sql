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
    decisions.review_decision_id,
    decisions.review_task_id,
    decisions.reviewer_id,
    decisions.policy_code,
    decisions.decision,
    decisions.decision_raw,
    decisions.gold_decision,
    case
        when decisions.decision in ('violating', 'non_violating') and decisions.gold_decision in ('violating', 'non_violating')
            then decisions.decision_raw = decisions.gold_label_raw
    end as is_correct,
    decisions.started_at,
    decisions.submitted_at,
    case
        when decisions.submitted_at >= decisions.started_at then {{ seconds_between('decisions.started_at', 'decisions.submitted_at') }}
    end as handle_seconds,
    case
        when decisions.started_at is not null and decisions.submitted_at is not null then shared_stamps.reviewer_key is not null
    end as is_batch_timed,
    decisions.source_file_sha256,
    decisions.source_row_number
from {{ ref('int_safety__review_decisions') }} as decisions
left join shared_stamps
    on shared_stamps.reviewer_key = decisions.reviewer_key
    and shared_stamps.started_at = decisions.started_at
    and shared_stamps.submitted_at = decisions.submitted_at
