-- Items of labelling exports and tasks of operational queues share the columns they can share; `review_purpose` keeps them apart. A majority
-- is a notion of independent labels: on a queue a later decision takes the place of an earlier one, so there the final one counts.
with items as (

    select
        review_task_key,
        policy_key,
        source_system,
        'labelling' as review_purpose,
        review_task_id,
        review_task_id as content_id,
        policy_code,
        cast(null as string) as queue_code,
        cast(null as string) as detection_source,
        cast(null as string) as detection_source_raw,
        cast(null as string) as priority,
        cast(null as string) as status,
        cast(null as string) as status_raw,
        cast(null as timestamp) as created_at,
        cast(null as timestamp) as assigned_at,
        cast(null as timestamp) as opened_at,
        cast(null as timestamp) as due_at,
        cast(null as bigint) as report_count,
        gold_decision,
        cast(null as timestamp) as recorded_at,
        loaded_at,
        source_file_sha256,
        source_row_number
    from {{ ref('int_safety__review_items') }}

    union all

    select
        review_task_key,
        {{ surrogate_key(['source_system', "coalesce(policy_code, 'unspecified')"]) }},
        source_system,
        'enforcement',
        review_task_id,
        content_id,
        coalesce(policy_code, 'unspecified'),
        queue_code,
        detection_source,
        detection_source_raw,
        priority,
        status,
        status_raw,
        created_at,
        assigned_at,
        opened_at,
        due_at,
        report_count,
        cast(null as string),
        recorded_at,
        loaded_at,
        source_file_sha256,
        source_row_number
    from {{ ref('int_safety__enforcement_tasks') }}

),

decisions as (

    select review_task_key, decision, started_at, submitted_at, cast(null as string) as final_action
    from {{ ref('int_safety__review_decisions') }}
    union all
    select review_task_key, decision, cast(null as timestamp), submitted_at, case when is_final then action end
    from {{ ref('int_safety__enforcement_decisions') }}
    where review_task_key is not null

),

votes as (

    select
        review_task_key,
        min(started_at) as first_started_at,
        max(submitted_at) as last_submitted_at,
        cast(count(*) as bigint) as decision_count,
        cast(count(*) filter (where decision = 'violating') as bigint) as violating_decision_count,
        cast(count(*) filter (where decision = 'non_violating') as bigint) as non_violating_decision_count,
        max(final_action) as final_action
    from decisions
    group by review_task_key

),

decided as (

    select
        items.*,
        coalesce(votes.first_started_at, items.opened_at) as first_started_at,
        votes.last_submitted_at,
        coalesce(votes.decision_count, 0) as decision_count,
        coalesce(votes.violating_decision_count, 0) as violating_decision_count,
        coalesce(votes.non_violating_decision_count, 0) as non_violating_decision_count,
        votes.final_action,
        case
            when items.review_purpose = 'enforcement' then null
            when votes.violating_decision_count > votes.non_violating_decision_count then 'violating'
            when votes.violating_decision_count < votes.non_violating_decision_count then 'non_violating'
            when votes.violating_decision_count > 0 then 'tie'
        end as majority_decision
    from items
    left join votes on votes.review_task_key = items.review_task_key

)

select
    review_task_key,
    policy_key,
    source_system,
    review_purpose,
    review_task_id,
    content_id,
    policy_code,
    queue_code,
    detection_source,
    detection_source_raw,
    priority,
    status,
    status_raw,
    created_at,
    cast(created_at as date) as created_on,
    assigned_at,
    first_started_at,
    last_submitted_at,
    due_at,
    case
        when last_submitted_at >= created_at then {{ seconds_between('created_at', 'last_submitted_at') }}
    end as time_to_decision_seconds,
    case
        when last_submitted_at >= first_started_at then {{ seconds_between('first_started_at', 'last_submitted_at') }}
    end as turnaround_seconds,
    report_count,
    decision_count,
    violating_decision_count,
    non_violating_decision_count,
    final_action,
    majority_decision,
    gold_decision,
    cast(case
        when majority_decision is null or coalesce(gold_decision, 'unknown') = 'unknown' then null
        when majority_decision = 'tie' then 0.5
        when majority_decision = gold_decision then 0
        else 1
    end as decimal(18, 4)) as majority_error_fraction,
    recorded_at,
    loaded_at,
    false as is_deleted,
    source_file_sha256,
    source_row_number
from decided
