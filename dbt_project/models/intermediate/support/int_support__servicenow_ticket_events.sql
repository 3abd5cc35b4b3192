{{ config(materialized='view') }}

-- An incident that the table exports hold too comes from there: they have its requester, SLA records and deletion.
select
    'servicenow' as source_system,
    events.incident_id as ticket_id,
    events.version_number,
    events.updated_at as recorded_at,
    events.opened_at,
    events.resolved_at as source_resolved_at,
    events.closed_at as source_closed_at,
    events.state_raw as status_raw,
    events.priority_raw,
    events.assignment_group as team_id,
    events.agent_key,
    events.category,
    lower(events.contact_type) as channel,
    events.reassignment_count,
    events.reopen_count as source_reopen_count,
    events.is_sla_made as is_source_sla_met,
    events._loaded_at as loaded_at,
    events._file_sha256 as source_file_sha256,
    events._row_number as source_row_number
from {{ ref('stg_servicenow__incident_event_log') }} as events
left join {{ ref('stg_servicenow__servicenow_incidents') }} as incidents on events.incident_id = incidents.number
where incidents.number is null
