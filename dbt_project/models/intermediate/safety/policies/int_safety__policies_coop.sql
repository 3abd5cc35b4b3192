{{ config(materialized='ephemeral') }}

select
    'coop' as source_system,
    policies.policy_id as policy_code,
    policies.policy_name,
    policies.parent_policy_id as parent_policy_code,
    coalesce(types.meaning, 'unknown') as harm_type,
    policies.penalty = 'SEVERE' as is_severe
from {{ ref('stg_coop__coop_policies') }} as policies
{{ join_codes('coop', 'policy_type', 'policies.policy_type', 'types') }}
