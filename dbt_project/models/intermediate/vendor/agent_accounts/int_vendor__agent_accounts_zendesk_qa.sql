{{ config(materialized='ephemeral') }}

-- Zendesk QA knows people by their e-mail address alone.
{%- for model in ['stg_zendesk_qa__reviews', 'stg_zendesk_qa__calibration_reviews'] %}
{{ 'union' if not loop.first }}
select
    'zendesk_qa' as source_system,
    reviewee_key as agent_account_key,
    cast(null as string) as helpdesk_account_key,
    reviewee_key as person_key
from {{ ref(model) }}
where reviewee_key is not null
{%- endfor %}
