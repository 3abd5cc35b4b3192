{{ config(materialized='ephemeral') }}

-- MaestroQA numbers agents as the helpdesk does; the e-mail address is in the raw export only.
select
    'maestroqa' as source_system,
    agent_account_key,
    agent_account_key as helpdesk_account_key,
    max(agent_person_key) as person_key
from (
    select agent_account_key, agent_person_key from {{ ref('stg_maestroqa__maestroqa_total_scores') }}
    union all
    select agent_account_key, cast(null as string) from {{ ref('stg_maestroqa__maestroqa_answers') }}
) as gradings
where agent_account_key is not null
group by agent_account_key
