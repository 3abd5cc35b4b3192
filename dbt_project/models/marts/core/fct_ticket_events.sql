select
    {{ surrogate_key(['changes.source_system', 'changes.ticket_id', 'changes.change_id']) }} as ticket_event_key,
    tickets.ticket_key,
    changes.source_system,
    changes.ticket_id,
    changes.change_id,
    changes.change_number,
    changes.occurred_at,
    changes.field,
    changes.from_value,
    changes.to_value,
    changes.actor_key,
    changes.loaded_at,
    changes.source_file_sha256,
    changes.source_row_number
from {{ ref('int_support__ticket_changes') }} as changes
inner join {{ ref('fct_tickets') }} as tickets
    on changes.source_system = tickets.source_system
    and changes.ticket_id = tickets.ticket_id
where changes.occurred_at <= (select as_of_at from {{ source('warehouse', 'run_parameters') }})
