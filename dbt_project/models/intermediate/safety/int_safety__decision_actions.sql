select
    {{ surrogate_key(['taken.source_system', 'taken.review_decision_id', 'taken.action_raw', 'taken.policy_code']) }} as review_decision_action_key,
    {{ surrogate_key(['taken.source_system', 'taken.review_decision_id']) }} as review_decision_key,
    taken.*,
    actions.decision,
    actions.severity_rank
from (

    {{ union_adapters('safety', 'review_decision_actions') }}

) as taken
inner join {{ ref('review_actions') }} as actions on actions.action = taken.action
