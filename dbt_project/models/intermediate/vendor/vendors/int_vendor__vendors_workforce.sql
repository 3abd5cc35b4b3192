{{ config(materialized='ephemeral') }}

select vendor_name, snapshot_on as rostered_on from {{ ref('stg_workforce__workforce_vendor_roster') }}
union all
select vendor_name, cast(null as date) from {{ ref('stg_workforce__workforce_shifts') }}
union all
select vendor_name, cast(null as date) from {{ ref('stg_workforce__workforce_agent_days') }}
union all
select vendor_name, cast(null as date) from {{ ref('stg_workforce__workforce_intervals') }} where not is_total
