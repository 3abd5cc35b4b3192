{{ config(materialized='ephemeral') }}

-- The policies of a decision come with those above them; only the leaves were applied. A decision without enforcement action says
-- by its policy whether there is a violation.
with leaves as (

    select policies.review_decision_id, policies.policy_id, policies.is_non_violating
    from {{ ref('stg_cinder__decision_policies') }} as policies
    left join {{ ref('stg_cinder__decision_policies') }} as children
        on children.review_decision_id = policies.review_decision_id and children.parent_policy_id = policies.policy_id
    where children.policy_id is null

),

taken as (

    select distinct
        decisions.review_decision_id,
        coalesce(actions.action, case when leaves.is_non_violating then 'approve' end) as action_raw,
        leaves.policy_id as policy_code,
        decisions._loaded_at as loaded_at,
        decisions._file_sha256 as source_file_sha256,
        decisions._row_number as source_row_number
    from {{ ref('stg_cinder__decisions') }} as decisions
    left join {{ ref('stg_cinder__decision_actions') }} as actions on actions.review_decision_id = decisions.review_decision_id
    left join leaves on leaves.review_decision_id = decisions.review_decision_id

)

select
    'cinder' as source_system,
    taken.review_decision_id,
    taken.action_raw,
    coalesce(codes.meaning, 'unknown') as action,
    taken.policy_code,
    taken.loaded_at,
    taken.source_file_sha256,
    taken.source_row_number
from taken
{{ join_codes('cinder', 'action', 'taken.action_raw', 'codes') }}
