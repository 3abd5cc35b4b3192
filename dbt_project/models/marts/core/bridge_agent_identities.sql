-- The first rule that finds exactly one agent counts. An account by which rules find several stays ambiguous, for a person to settle.
with accounts as (

    select * from {{ ref('int_vendor__agent_accounts') }}

),

candidates as (

    select accounts.source_system, accounts.agent_account_key, 'roster' as match_rule, 1 as precedence, roster.agent_key
    from accounts
    inner join {{ ref('int_vendor__roster') }} as roster on roster.agent_account_key = accounts.agent_account_key

    union all

    select accounts.source_system, accounts.agent_account_key, 'helpdesk_id', 2, roster.agent_key
    from accounts
    inner join {{ ref('int_vendor__roster') }} as roster on roster.helpdesk_account_key = accounts.helpdesk_account_key

    union all

    select accounts.source_system, accounts.agent_account_key, 'email', 3, roster.agent_key
    from accounts
    inner join {{ ref('int_vendor__roster') }} as roster on roster.person_key = accounts.person_key

),

found as (

    select
        source_system,
        agent_account_key,
        match_rule,
        precedence,
        min(agent_key) as agent_key,
        count(distinct agent_key) = 1 as is_unique
    from candidates
    group by source_system, agent_account_key, match_rule, precedence

),

chosen as (

    select *
    from found
    qualify row_number() over (
        partition by source_system, agent_account_key
        order by case when is_unique then 0 else 1 end asc nulls last, precedence asc nulls last
    ) = 1

)

select
    accounts.source_system,
    accounts.agent_account_key,
    case when chosen.is_unique then chosen.agent_key end as agent_key,
    case when chosen.is_unique then chosen.match_rule when chosen.agent_account_key is not null then 'ambiguous' else 'unresolved' end as match_rule
from accounts
left join chosen on chosen.source_system = accounts.source_system and chosen.agent_account_key = accounts.agent_account_key
