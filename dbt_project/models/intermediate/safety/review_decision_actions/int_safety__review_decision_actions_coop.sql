{{ config(materialized='ephemeral') }}

-- A component of type CUSTOM_ACTION takes each of its actions under each of its policies; the others are actions themselves.
with taken as (

    select
        components.review_decision_id,
        coalesce(actions.action_id, components.component_type) as action_raw,
        policies.policy_id as policy_code,
        components._loaded_at as loaded_at,
        components._file_sha256 as source_file_sha256,
        components._row_number as source_row_number
    from {{ ref('stg_coop__decision_components') }} as components
    left join {{ ref('stg_coop__decision_component_actions') }} as actions
        on actions.review_decision_id = components.review_decision_id and actions.component_number = components.element_number
    left join {{ ref('stg_coop__decision_component_policies') }} as policies
        on policies.review_decision_id = components.review_decision_id and policies.component_number = components.element_number

)

select distinct
    'coop' as source_system,
    taken.review_decision_id,
    taken.action_raw,
    coalesce(codes.meaning, 'unknown') as action,
    taken.policy_code,
    taken.loaded_at,
    taken.source_file_sha256,
    taken.source_row_number
from taken
{{ join_codes('coop', 'action', 'taken.action_raw', 'codes') }}
