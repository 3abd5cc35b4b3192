with votes as (

    select
        review_task_key,
        min(started_at) as first_started_at,
        max(submitted_at) as last_submitted_at,
        cast(count(*) as bigint) as decision_count,
        cast(count(*) filter (where decision = 'violating') as bigint) as violating_decision_count,
        cast(count(*) filter (where decision = 'non_violating') as bigint) as non_violating_decision_count
    from {{ ref('int_safety__review_decisions') }}
    group by review_task_key

),

decided as (

    select
        items.review_task_key,
        items.policy_key,
        items.source_system,
        items.review_task_id,
        items.policy_code,
        votes.first_started_at,
        votes.last_submitted_at,
        coalesce(votes.decision_count, 0) as decision_count,
        coalesce(votes.violating_decision_count, 0) as violating_decision_count,
        coalesce(votes.non_violating_decision_count, 0) as non_violating_decision_count,
        case
            when votes.violating_decision_count > votes.non_violating_decision_count then 'violating'
            when votes.violating_decision_count < votes.non_violating_decision_count then 'non_violating'
            when votes.violating_decision_count > 0 then 'tie'
        end as majority_decision,
        items.gold_decision,
        items.source_file_sha256,
        items.source_row_number
    from {{ ref('int_safety__review_items') }} as items
    left join votes on votes.review_task_key = items.review_task_key

)

select
    review_task_key,
    policy_key,
    source_system,
    review_task_id,
    policy_code,
    first_started_at,
    last_submitted_at,
    case
        when last_submitted_at >= first_started_at then {{ seconds_between('first_started_at', 'last_submitted_at') }}
    end as turnaround_seconds,
    decision_count,
    violating_decision_count,
    non_violating_decision_count,
    majority_decision,
    gold_decision,
    cast(case
        when majority_decision is null or coalesce(gold_decision, 'unknown') = 'unknown' then null
        when majority_decision = 'tie' then 0.5
        when majority_decision = gold_decision then 0
        else 1
    end as decimal(18, 4)) as majority_error_fraction,
    source_file_sha256,
    source_row_number
from decided
