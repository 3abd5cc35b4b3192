{{ config(materialized='ephemeral') }}

select
    'jira' as source_system,
    issue_id as ticket_id,
    issue_key as ticket_number,
    created_at as opened_at,
    updated_at,
    status as status_raw,
    coalesce(resolved_at, status_category_changed_at) as status_since_at,
    resolved_at as source_resolved_at,
    priority as priority_raw,
    project_key as team_id,
    issue_type as ticket_type,
    request_type as category,
    cast(null as {{ dbt.type_string() }}) as channel,
    requester_key,
    agent_key,
    first_response_at as first_responded_at,
    cast(null as bigint) as reassignment_count,
    cast(null as bigint) as source_reopen_count,
    -- Jira tells of no deletion: an issue that is gone stays as it was last exported.
    false as is_deleted,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_jira__jira_issues') }}
