-- The declared policies, and beside them every code that an export uses without declaration: no item may lose its policy.
with declared as (

    select source_system, policy_code, policy_name, harm_type, is_severe from {{ ref('policies') }}

),

used as (

    select distinct source_system, policy_code from {{ ref('int_safety__review_items') }}

),

undeclared as (

    select used.source_system, used.policy_code
    from used
    left join declared on declared.source_system = used.source_system and declared.policy_code = used.policy_code
    where declared.policy_code is null

),

unioned as (

    select source_system, policy_code, policy_name, harm_type, is_severe, true as is_mapped from declared
    union all
    select source_system, policy_code, cast(null as string), 'unknown', cast(null as boolean), false from undeclared

)

select
    {{ surrogate_key(['source_system', 'policy_code']) }} as policy_key,
    source_system,
    policy_code,
    coalesce(policy_name, policy_code) as policy_name,
    harm_type,
    is_severe,
    is_mapped
from unioned
