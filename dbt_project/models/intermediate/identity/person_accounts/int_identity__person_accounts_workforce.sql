{{ config(materialized='ephemeral') }}

-- A roster tells of two accounts: the vendor's own number, and the one in the helpdesk.
select 'workforce' as source_system, agent_account_key as account_key, person_key, 'roster' as match_rule
from {{ ref('stg_workforce__workforce_vendor_roster') }}
union
select 'workforce', helpdesk_account_key, person_key, 'roster'
from {{ ref('stg_workforce__workforce_vendor_roster') }}
