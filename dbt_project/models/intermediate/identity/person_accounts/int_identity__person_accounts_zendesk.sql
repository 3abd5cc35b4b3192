{{ config(materialized='ephemeral') }}

select 'zendesk' as source_system, user_key as account_key, person_key, 'user_list' as match_rule
from {{ ref('stg_zendesk__zendesk_users') }}
