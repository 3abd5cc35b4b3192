with counted as (

    select
        reviewer_key,
        source_system,
        reviewer_id,
        cast(count(*) as bigint) as evaluated_count,
        cast(count(*) filter (where is_correct) as bigint) as correct_count,
        cast(count(*) filter (where is_critical_error) as bigint) as critical_error_count,
        cast(count(*) filter (where not is_critical_error) as bigint) as right_direction_count,
        cast(count(*) filter (where error_type = 'missed_violation') as bigint) as missed_violation_count,
        cast(count(*) filter (where error_type = 'wrongful_action') as bigint) as wrongful_action_count,
        cast(count(*) filter (where is_severe_miss) as bigint) as severe_miss_count,
        cast(count(*) filter (where gold_decision = 'violating') as bigint) as violating_count,
        cast(count(*) filter (where gold_decision = 'non_violating') as bigint) as non_violating_count
    from {{ ref('fct_vendor_qa_evaluations') }}
    group by reviewer_key, source_system, reviewer_id

),

ranked as (

    select
        reviewer_key,
        cast(rank() over (
            partition by source_system order by cast(correct_count as double) / evaluated_count desc nulls last
        ) as bigint) as accuracy_rank
    from counted
    where evaluated_count >= {{ minimum_ranked_count() }}

)

select
    counted.reviewer_key,
    counted.source_system,
    counted.reviewer_id,
    counted.evaluated_count,
    counted.correct_count,
    round(cast(counted.correct_count as double) / counted.evaluated_count, 12) as accuracy_rate,
    {{ wilson_low('counted.correct_count', 'counted.evaluated_count') }} as accuracy_low_rate,
    {{ wilson_high('counted.correct_count', 'counted.evaluated_count') }} as accuracy_high_rate,
    ranked.accuracy_rank,
    counted.critical_error_count,
    round(cast(counted.right_direction_count as double) / counted.evaluated_count, 12) as critical_accuracy_rate,
    {{ wilson_low('counted.right_direction_count', 'counted.evaluated_count') }} as critical_accuracy_low_rate,
    {{ wilson_high('counted.right_direction_count', 'counted.evaluated_count') }} as critical_accuracy_high_rate,
    counted.missed_violation_count,
    counted.wrongful_action_count,
    counted.severe_miss_count,
    counted.violating_count,
    counted.non_violating_count,
    round(1 - cast(counted.missed_violation_count as double) / nullif(counted.violating_count, 0), 12) as violating_recall_rate,
    round(1 - cast(counted.wrongful_action_count as double) / nullif(counted.non_violating_count, 0), 12) as non_violating_recall_rate
from counted
left join ranked on ranked.reviewer_key = counted.reviewer_key
