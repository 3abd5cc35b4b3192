-- Decisions count in the month they were submitted, items in the month their last decision was: both are completions. Statements of reasons
-- repeat decisions and are no review work. Percentiles do not add up, so they are taken from the single decisions and items.
with completions as (

    select
        source_system,
        review_purpose,
        policy_key,
        policy_code,
        cast(date_trunc('month', submitted_at) as date) as month_start_on,
        1 as decision_count,
        0 as task_count,
        0 as reviewed_task_count,
        reviewer_key,
        handle_seconds,
        case when is_batch_timed then 1 else 0 end as batch_timed_decision_count,
        cast(null as bigint) as turnaround_seconds
    from {{ ref('fct_review_decisions') }}
    where review_purpose is distinct from 'transparency'
    union all
    select
        source_system,
        review_purpose,
        policy_key,
        policy_code,
        cast(date_trunc('month', last_submitted_at) as date),
        0,
        1,
        case when decision_count > 0 then 1 else 0 end,
        cast(null as string),
        cast(null as bigint),
        0,
        turnaround_seconds
    from {{ ref('fct_review_tasks') }}

)

select
    {{ surrogate_key(['source_system', 'policy_code', 'month_start_on']) }} as review_operations_key,
    policy_key,
    source_system,
    review_purpose,
    policy_code,
    month_start_on,
    cast(sum(task_count) as bigint) as task_count,
    cast(sum(reviewed_task_count) as bigint) as reviewed_task_count,
    cast(sum(decision_count) as bigint) as decision_count,
    cast(count(distinct reviewer_key) as bigint) as reviewer_count,
    cast(count(handle_seconds) as bigint) as timed_decision_count,
    cast(sum(batch_timed_decision_count) as bigint) as batch_timed_decision_count,
    percentile_cont(0.5) within group (order by cast(handle_seconds as double)) as median_handle_seconds,
    percentile_cont(0.9) within group (order by cast(handle_seconds as double)) as p90_handle_seconds,
    percentile_cont(0.5) within group (order by cast(turnaround_seconds as double)) as median_turnaround_seconds,
    percentile_cont(0.9) within group (order by cast(turnaround_seconds as double)) as p90_turnaround_seconds
from completions
group by source_system, review_purpose, policy_key, policy_code, month_start_on
