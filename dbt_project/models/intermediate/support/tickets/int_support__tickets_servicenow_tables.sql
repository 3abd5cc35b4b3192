{{ config(materialized='ephemeral') }}

-- Incidents and requested items, known by their numbers. Codes are brought to the labels that lists show, groups to their names. A deleted record ended with its deletion.
with records as (

    select
        'incident' as ticket_type,
        'incident_state' as state_code_type,
        number,
        state,
        hold_reason,
        priority,
        category,
        assignment_group,
        contact_type,
        requester_key,
        agent_key,
        opened_at,
        updated_at,
        resolved_at,
        closed_at,
        reassignment_count,
        reopen_count,
        _loaded_at,
        _file_sha256,
        _row_number
    from {{ ref('stg_servicenow__servicenow_incidents') }}

    union all

    select
        'sc_req_item' as ticket_type,
        'requested_item_state' as state_code_type,
        number,
        state,
        cast(null as {{ dbt.type_string() }}) as hold_reason,
        priority,
        catalogue_item as category,
        assignment_group,
        contact_type,
        requester_key,
        agent_key,
        opened_at,
        updated_at,
        cast(null as timestamp) as resolved_at,
        closed_at,
        cast(null as bigint) as reassignment_count,
        cast(null as bigint) as reopen_count,
        _loaded_at,
        _file_sha256,
        _row_number
    from {{ ref('stg_servicenow__servicenow_requested_items') }}

),

deletions as (

    select
        numbers.number,
        max(deletions.deleted_at) as deleted_at
    from {{ ref('stg_servicenow__servicenow_deletions') }} as deletions
    inner join {{ ref('stg_servicenow__record_numbers') }} as numbers on deletions.document_id = numbers.sys_id
    group by numbers.number

),

labelled as (

    select
        records.*,
        coalesce(states.meaning, records.state) as state_label,
        coalesce(hold_reasons.meaning, records.hold_reason) as hold_reason_label,
        coalesce(teams.name, records.assignment_group) as team_id,
        deletions.deleted_at
    from records
    left join {{ ref('servicenow_codes') }} as states on records.state_code_type = states.code_type and records.state = states.code
    left join {{ ref('servicenow_codes') }} as hold_reasons on hold_reasons.code_type = 'hold_reason' and records.hold_reason = hold_reasons.code
    left join {{ ref('stg_servicenow__servicenow_groups') }} as teams on records.assignment_group = teams.group_id
    left join deletions on records.number = deletions.number

)

select
    'servicenow_tables' as source_system,
    number as ticket_id,
    number as ticket_number,
    opened_at,
    coalesce(deleted_at, updated_at) as updated_at,
    case
        when deleted_at is not null then 'Deleted'
        when state_label = 'On Hold' and hold_reason_label is not null then state_label || ': ' || hold_reason_label
        else state_label
    end as status_raw,
    coalesce(deleted_at, closed_at, resolved_at) as status_since_at,
    resolved_at as source_resolved_at,
    -- `3 - Moderate` in lists, `3` in raw values: the digit is the same in every language.
    split_part(priority, ' - ', 1) as priority_raw,
    team_id,
    ticket_type,
    category,
    lower(contact_type) as channel,
    requester_key,
    agent_key,
    cast(null as timestamp) as first_responded_at,
    reassignment_count,
    reopen_count as source_reopen_count,
    deleted_at is not null as is_deleted,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from labelled
