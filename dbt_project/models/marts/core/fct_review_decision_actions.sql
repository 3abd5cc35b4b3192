select
    actions.review_decision_action_key,
    actions.review_decision_key,
    {{ surrogate_key(['actions.source_system', "coalesce(actions.policy_code, 'unspecified')"]) }} as policy_key,
    actions.source_system,
    actions.review_decision_id,
    coalesce(actions.policy_code, 'unspecified') as policy_code,
    actions.action,
    actions.action_raw,
    decisions.decided_on,
    decisions.recorded_at,
    actions.loaded_at,
    false as is_deleted,
    actions.source_file_sha256,
    actions.source_row_number
from {{ ref('int_safety__decision_actions') }} as actions
inner join {{ ref('int_safety__enforcement_decisions') }} as decisions on decisions.review_decision_key = actions.review_decision_key
