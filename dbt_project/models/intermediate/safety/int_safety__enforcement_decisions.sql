-- Decisions with the gravest of their actions. Where a system does not number the decisions of a task, time does; where it does not say
-- which one stands, the last of the task does, unless a later decision takes it back.
with decisions as (

    {{ union_adapters('safety', 'review_decisions') }}

),

gravest as (

    select review_decision_key, action, action_raw, decision
    from {{ ref('int_safety__decision_actions') }}
    qualify row_number() over (
        partition by review_decision_key order by severity_rank nulls last, action_raw nulls last, policy_code nulls last
    ) = 1

),

policies as (

    select
        review_decision_key,
        case when count(distinct policy_code) > 1 then 'multiple' else coalesce(min(policy_code), 'unspecified') end as policy_code
    from {{ ref('int_safety__decision_actions') }}
    group by review_decision_key

),

overturned as (

    select distinct source_system, overturns_decision_id from decisions where overturns_decision_id is not null

),

-- Decisions that a statement of reasons may repeat; an id that two systems use would tell of neither.
statable as (

    select review_decision_id, min(source_system) as source_system
    from decisions
    where review_purpose = 'enforcement'
    group by review_decision_id
    having count(*) = 1

),

numbered as (

    select
        *,
        row_number() over (
            partition by source_system, coalesce(review_task_id, review_decision_id)
            order by decision_number nulls last, submitted_at nulls last, review_decision_id nulls last
        ) as place_in_task,
        count(*) over (partition by source_system, coalesce(review_task_id, review_decision_id)) as decision_count
    from decisions

)

select
    {{ surrogate_key(['numbered.source_system', 'numbered.review_decision_id']) }} as review_decision_key,
    tasks.review_task_key,
    {{ surrogate_key(['numbered.source_system', "coalesce(policies.policy_code, 'unspecified')"]) }} as policy_key,
    numbered.source_system,
    numbered.review_purpose,
    numbered.review_decision_id,
    numbered.review_task_id,
    numbered.reviewer_id,
    numbered.reviewer_type,
    coalesce(policies.policy_code, 'unspecified') as policy_code,
    coalesce(gravest.decision, 'unknown') as decision,
    coalesce(gravest.action, 'unknown') as action,
    gravest.action_raw as decision_raw,
    coalesce(numbered.decision_number, cast(numbered.place_in_task as bigint)) as decision_number,
    coalesce(numbered.is_final, numbered.place_in_task = numbered.decision_count and overturned.overturns_decision_id is null) as is_final,
    case
        when numbered.overturns_decision_id is not null
            then {{ surrogate_key(['numbered.source_system', 'numbered.overturns_decision_id']) }}
    end as overturns_decision_key,
    case
        when statable.review_decision_id is not null
            then {{ surrogate_key(['statable.source_system', 'statable.review_decision_id']) }}
    end as stated_decision_key,
    numbered.submitted_at,
    numbered.decided_on,
    numbered.handle_seconds,
    coalesce(numbered.is_automatically_detected, tasks.detection_source = 'classifier') as is_automatically_detected,
    numbered.submitted_at < tasks.created_at as is_before_task,
    numbered.recorded_at,
    numbered.loaded_at,
    numbered.source_file_sha256,
    numbered.source_row_number
from numbered
left join {{ ref('int_safety__enforcement_tasks') }} as tasks
    on tasks.source_system = numbered.source_system and tasks.review_task_id = numbered.review_task_id
left join gravest on gravest.review_decision_key = {{ surrogate_key(['numbered.source_system', 'numbered.review_decision_id']) }}
left join policies on policies.review_decision_key = {{ surrogate_key(['numbered.source_system', 'numbered.review_decision_id']) }}
left join overturned
    on overturned.source_system = numbered.source_system and overturned.overturns_decision_id = numbered.review_decision_id
left join statable on statable.review_decision_id = numbered.stated_decision_id
