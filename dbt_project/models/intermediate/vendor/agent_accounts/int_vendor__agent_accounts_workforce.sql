{{ config(materialized='ephemeral') }}

{%- set others = ['workforce_shifts', 'workforce_agent_days'] -%}
select
    'workforce' as source_system,
    agent_account_key,
    cast(null as string) as helpdesk_account_key,
    cast(null as string) as person_key
from {{ ref('stg_workforce__workforce_vendor_roster') }}
{% for table in others -%}
union
select
    'workforce',
    agent_account_key,
    cast(null as string),
    cast(null as string)
from {{ ref('stg_workforce__' ~ table) }}
where agent_account_key is not null
{% endfor %}
