select
    {{ surrogate_key(['responses.source_system', 'responses.csat_response_id']) }} as csat_response_key,
    tickets.ticket_key,
    responses.source_system,
    responses.csat_response_id,
    responses.ticket_id,
    tickets.team_key,
    responses.agent_key,
    responses.score_raw,
    responses.score,
    responses.scale_max,
    responses.is_positive,
    cast(case when responses.is_positive then 1 else 0 end as bigint) as positive_count,
    responses.responded_at,
    responses.loaded_at,
    responses.source_file_sha256,
    responses.source_row_number
from {{ ref('int_support__csat_responses') }} as responses
inner join {{ ref('fct_tickets') }} as tickets
    on responses.source_system = tickets.source_system
    and responses.ticket_id = tickets.ticket_id
where coalesce(responses.responded_at, tickets.opened_at) <= (select as_of_at from {{ source('warehouse', 'run_parameters') }})
