select
    {{ surrogate_key(['decisions.source_system', 'decisions.review_decision_id', "'gold'"]) }} as qa_evaluation_key,
    decisions.review_decision_key,
    decisions.review_task_key,
    decisions.policy_key,
    decisions.reviewer_key,
    decisions.source_system,
    decisions.review_decision_id,
    decisions.reviewer_id,
    decisions.policy_code,
    decisions.decision,
    decisions.gold_decision,
    decisions.is_correct,
    case
        when decisions.is_correct then null
        when decisions.gold_decision = 'violating' and decisions.decision = 'non_violating' then 'missed_violation'
        when decisions.gold_decision = 'non_violating' and decisions.decision = 'violating' then 'wrongful_action'
        else 'wrong_reason'
    end as error_type,
    decisions.decision <> decisions.gold_decision as is_critical_error,
    case
        when policies.is_severe is not null
            then policies.is_severe and decisions.gold_decision = 'violating' and decisions.decision = 'non_violating'
    end as is_severe_miss,
    cast(decisions.submitted_at as date) as decided_on,
    decisions.source_file_sha256,
    decisions.source_row_number
from {{ ref('fct_review_decisions') }} as decisions
inner join {{ ref('dim_policies') }} as policies on policies.policy_key = decisions.policy_key
where decisions.is_correct is not null
