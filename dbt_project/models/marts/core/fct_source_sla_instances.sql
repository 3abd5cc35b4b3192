select
    {{ surrogate_key(['instances.source_system', 'instances.ticket_id', 'instances.source_sla_id']) }} as source_sla_instance_key,
    tickets.ticket_key,
    instances.source_system,
    instances.ticket_id,
    instances.source_sla_id,
    instances.sla_name,
    tickets.team_key,
    instances.started_at,
    instances.stopped_at,
    instances.due_at,
    instances.is_business_time,
    instances.target_seconds,
    instances.elapsed_seconds,
    instances.remaining_seconds,
    instances.is_paused,
    instances.outcome,
    cast(case when instances.outcome = 'met' then 1 else 0 end as bigint) as met_count,
    cast(case when instances.outcome = 'breached' then 1 else 0 end as bigint) as breached_count,
    instances.loaded_at,
    instances.source_file_sha256,
    instances.source_row_number
from {{ ref('int_support__source_sla_instances') }} as instances
inner join {{ ref('fct_tickets') }} as tickets
    on instances.source_system = tickets.source_system
    and instances.ticket_id = tickets.ticket_id
where coalesce(instances.started_at, tickets.opened_at) <= (select as_of_at from {{ source('warehouse', 'run_parameters') }})
