-- Declared policies (reference file, then the system's own export), and beside them every code that is used without declaration: no item
-- may lose its policy.
with exported as (

    {{ union_adapters('safety', 'policies') }}

),

declared as (

    select
        coalesce(listed.source_system, exported.source_system) as source_system,
        coalesce(listed.policy_code, exported.policy_code) as policy_code,
        coalesce(listed.policy_name, exported.policy_name) as policy_name,
        exported.parent_policy_code,
        coalesce(listed.harm_type, exported.harm_type) as harm_type,
        coalesce(listed.is_severe, exported.is_severe) as is_severe
    from {{ ref('policies') }} as listed
    full join exported on exported.source_system = listed.source_system and exported.policy_code = listed.policy_code

),

used as (

    select source_system, policy_code from {{ ref('int_safety__review_items') }}
    union
    select source_system, coalesce(policy_code, 'unspecified') from {{ ref('int_safety__enforcement_tasks') }}
    union
    select source_system, policy_code from {{ ref('int_safety__enforcement_decisions') }}
    union
    select source_system, coalesce(policy_code, 'unspecified') from {{ ref('int_safety__decision_actions') }}
    union
    select source_system, policy_code from {{ ref('int_safety__content_labels') }}

),

undeclared as (

    select
        used.source_system,
        used.policy_code,
        case used.policy_code when 'unspecified' then 'No policy named' when 'multiple' then 'Several policies' else used.policy_code end
            as policy_name,
        case when used.policy_code = 'unspecified' then 'not_applicable' else 'unknown' end as harm_type,
        used.policy_code in ('unspecified', 'multiple') as is_mapped
    from used
    left join declared on declared.source_system = used.source_system and declared.policy_code = used.policy_code
    where declared.policy_code is null

),

unioned as (

    select source_system, policy_code, policy_name, parent_policy_code, harm_type, is_severe, true as is_mapped from declared
    union all
    select source_system, policy_code, policy_name, cast(null as string), harm_type, cast(null as boolean), is_mapped from undeclared

)

select
    {{ surrogate_key(['source_system', 'policy_code']) }} as policy_key,
    source_system,
    policy_code,
    coalesce(policy_name, policy_code) as policy_name,
    parent_policy_code,
    harm_type,
    is_severe,
    is_mapped
from unioned
