{{ config(materialized='view') }}

select
    'servicenow' as source_system,
    incident_id as ticket_id,
    version_number,
    updated_at as recorded_at,
    opened_at,
    resolved_at as source_resolved_at,
    closed_at as source_closed_at,
    state_raw as status_raw,
    priority_raw,
    assignment_group as team_id,
    assigned_to as assignee_id,
    category,
    lower(contact_type) as channel,
    reassignment_count,
    reopen_count as source_reopen_count,
    is_sla_made as is_source_sla_met,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_servicenow__incident_event_log') }}
