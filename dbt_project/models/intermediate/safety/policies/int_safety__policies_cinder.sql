{{ config(materialized='ephemeral') }}

-- Policies are known from the decisions that name them; the last one tells their present name. They carry no kind of harm.
select
    'cinder' as source_system,
    policies.policy_id as policy_code,
    policies.policy_name,
    policies.parent_policy_id as parent_policy_code,
    'unknown' as harm_type,
    cast(null as boolean) as is_severe
from {{ ref('stg_cinder__decision_policies') }} as policies
inner join {{ ref('stg_cinder__decisions') }} as decisions on decisions.review_decision_id = policies.review_decision_id
where policies.policy_id is not null
qualify row_number() over (
    partition by policies.policy_id order by decisions.occurred_at desc nulls last, policies.review_decision_id desc nulls last, policies.element_number desc nulls last
) = 1
