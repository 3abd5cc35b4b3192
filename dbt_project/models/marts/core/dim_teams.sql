select
    {{ surrogate_key(['source_system', 'team_id']) }} as team_key,
    source_system,
    team_id,
    team_id = 'unassigned' as is_unassigned
from (select distinct source_system, team_id from {{ ref('int_support__ticket_events') }}) as teams
