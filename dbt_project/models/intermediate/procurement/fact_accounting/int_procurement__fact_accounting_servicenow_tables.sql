{{ config(materialized='ephemeral') }}

with counted as (

    {{ counted_rows('stg_servicenow__servicenow_approvals', 'fct_approval_steps', excluded='count(*) - count(tickets.ticket_id)', reason='approvals of records that are no exported tickets') }}
    left join {{ ref('stg_servicenow__record_numbers') }} as numbers on staged.task_number = numbers.sys_id
    left join {{ ref('int_support__tickets_servicenow_tables') }} as tickets on coalesce(numbers.number, staged.task_number) = tickets.ticket_id

)

select 'servicenow_tables' as source_system, *
from counted
