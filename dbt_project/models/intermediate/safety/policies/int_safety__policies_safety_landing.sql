{{ config(materialized='ephemeral') }}

-- The dimension has policies; of their versions it shows the one that came into force last.
select
    'safety_landing' as source_system,
    policies.policy_code,
    policies.policy_name,
    policies.parent_policy_code,
    coalesce(categories.harm_type, 'unknown') as harm_type,
    lower(policies.severity) = 'critical' as is_severe
from {{ ref('stg_safety_landing__safety_policies') }} as policies
left join {{ ref('policies') }} as categories on categories.source_system = 'dsa' and categories.policy_code = policies.dsa_category
qualify row_number() over (
    partition by policies.policy_code order by policies.valid_from desc nulls last, policies.policy_version desc nulls last
) = 1
