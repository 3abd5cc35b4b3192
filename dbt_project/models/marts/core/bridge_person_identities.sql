{#- Where facts name persons. A test finds pseudonyms of persons in core that are missing here. Labelling exports number their reviewers themselves. -#}
{%- set named_in = {
    'fct_requests': ['requester_key'],
    'fct_requisitions': ['requester_key'],
    'fct_approval_steps': ['approver_key'],
    'fct_purchase_orders': ['buyer_key'],
    'fct_tickets': ['requester_key', 'agent_key'],
    'fct_ticket_events': ['actor_key', 'from_value', 'to_value'],
    'fct_csat_responses': ['agent_key'],
    'fct_qa_evaluations': ['agent_account_key', 'evaluator_key'],
    'fct_qa_disputes': ['opened_by_key', 'decided_by_key'],
    'fct_calibration_scores': ['agent_account_key', 'grader_key'],
    'fct_shifts': ['agent_account_key'],
    'fct_agent_days': ['agent_account_key'],
    'fct_agent_state_intervals': ['agent_account_key'],
    'fct_review_decisions': ['reviewer_id'],
    'fct_escalations': ['raised_by_key'],
    'fct_content_labels': ['labelled_by_key'],
} -%}
with identities as (

    {% for table, columns in named_in.items() -%}
    {%- set outer = loop -%}
    {%- for column in columns -%}
    select source_system, {{ column }} as identity_key
    from {{ ref(table) }}
    where split_part({{ column }}, ':', 1) in ('person', 'account', 'name')
    {% if not (outer.last and loop.last) -%}
    union
    {% endif -%}
    {%- endfor -%}
    {%- endfor %}

),

-- The record of an account in its own system goes before the roster; two persons for one account settle nothing.
accounts as (

    select
        account_key,
        match_rule,
        min(person_key) as person_key,
        count(distinct person_key) as person_count
    from {{ ref('int_identity__person_accounts') }}
    where account_key is not null and person_key is not null
    group by account_key, match_rule

),

chosen as (

    select account_key, match_rule, person_key, person_count
    from accounts
    qualify row_number() over (partition by account_key order by case match_rule when 'user_list' then 1 else 2 end asc nulls last) = 1

)

select
    identities.source_system,
    identities.identity_key,
    split_part(identities.identity_key, ':', 1) as identity_type,
    case
        when identities.identity_key like 'person:%' then identities.identity_key
        when chosen.person_count = 1 then chosen.person_key
    end as person_key,
    case
        when identities.identity_key like 'person:%' then 'email'
        when chosen.person_count = 1 then chosen.match_rule
        when chosen.person_count > 1 then 'ambiguous'
        else 'unresolved'
    end as match_rule
from identities
left join chosen on chosen.account_key = identities.identity_key
