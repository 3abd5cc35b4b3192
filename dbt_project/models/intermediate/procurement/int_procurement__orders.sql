{{ config(materialized='view') }}

select * from {{ ref('int_procurement__orders_sap') }}
union all
select * from {{ ref('int_procurement__orders_event_log') }}
