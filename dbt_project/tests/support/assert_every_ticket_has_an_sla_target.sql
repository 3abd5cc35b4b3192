{{ config(severity='warn') }}
-- A ticket without a target in force at its opening is outside every attainment rate: its priority or its date is missing in the seed sla_targets. Sources without any target
-- are left to what they measure themselves (fct_source_sla_instances).
select tickets.ticket_key, tickets.priority_at_open
from {{ ref('fct_tickets') }} as tickets
left join {{ ref('fct_sla_instances') }} as instances on tickets.ticket_key = instances.ticket_key
where instances.ticket_key is null
    and tickets.source_system in (select source_system from {{ ref('sla_targets') }})
