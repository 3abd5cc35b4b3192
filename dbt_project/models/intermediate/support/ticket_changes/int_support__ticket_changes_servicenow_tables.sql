{{ config(materialized='ephemeral') }}

-- State and hold reason are two fields and one status: changes of both at one instant are one change, and a hold reason that changes alone does so while the record is on hold.
with audits as (

    select
        numbers.number,
        audits.*
    from {{ ref('stg_servicenow__servicenow_audits') }} as audits
    inner join {{ ref('stg_servicenow__record_numbers') }} as numbers on audits.document_id = numbers.sys_id

),

states as (

    select
        number,
        table_name,
        created_at,
        max(case when field_name = 'state' then from_value end) as from_state,
        max(case when field_name = 'state' then to_value end) as to_state,
        max(case when field_name = 'hold_reason' then from_value end) as from_hold_reason,
        max(case when field_name = 'hold_reason' then to_value end) as to_hold_reason,
        bool_or(field_name = 'state') as has_state,
        min(audit_id) as audit_id,
        min_by(author_key, audit_id) as author_key,
        min_by(update_count, audit_id) as update_count,
        min_by(_loaded_at, audit_id) as _loaded_at,
        min_by(_file_sha256, audit_id) as _file_sha256,
        min_by(_row_number, audit_id) as _row_number
    from audits
    where field_name in ('state', 'hold_reason')
    group by number, table_name, created_at

),

labelled_states as (

    select
        states.*,
        coalesce(from_states.meaning, states.from_state, case when not states.has_state then 'On Hold' end) as from_label,
        coalesce(to_states.meaning, states.to_state, case when not states.has_state then 'On Hold' end) as to_label,
        coalesce(from_reasons.meaning, states.from_hold_reason) as from_reason_label,
        coalesce(to_reasons.meaning, states.to_hold_reason) as to_reason_label
    from states
    left join {{ ref('servicenow_codes') }} as from_states
        on from_states.code_type = case when states.table_name = 'incident' then 'incident_state' else 'requested_item_state' end
        and states.from_state = from_states.code
    left join {{ ref('servicenow_codes') }} as to_states
        on to_states.code_type = case when states.table_name = 'incident' then 'incident_state' else 'requested_item_state' end
        and states.to_state = to_states.code
    left join {{ ref('servicenow_codes') }} as from_reasons on from_reasons.code_type = 'hold_reason' and states.from_hold_reason = from_reasons.code
    left join {{ ref('servicenow_codes') }} as to_reasons on to_reasons.code_type = 'hold_reason' and states.to_hold_reason = to_reasons.code

),

changes as (

    select
        number,
        audit_id,
        update_count,
        created_at,
        'status' as field,
        case when from_label = 'On Hold' and from_reason_label is not null then from_label || ': ' || from_reason_label else from_label end as from_value,
        case when to_label = 'On Hold' and to_reason_label is not null then to_label || ': ' || to_reason_label else to_label end as to_value,
        author_key,
        _loaded_at,
        _file_sha256,
        _row_number
    from labelled_states

    union all

    select
        audits.number,
        audits.audit_id,
        audits.update_count,
        audits.created_at,
        case audits.field_name when 'assignment_group' then 'team' when 'assigned_to' then 'agent' else audits.field_name end as field,
        coalesce(from_teams.name, audits.from_value) as from_value,
        coalesce(to_teams.name, audits.to_value) as to_value,
        audits.author_key,
        audits._loaded_at,
        audits._file_sha256,
        audits._row_number
    from audits
    left join {{ ref('stg_servicenow__servicenow_groups') }} as from_teams on case when audits.field_name = 'assignment_group' then audits.from_value end = from_teams.group_id
    left join {{ ref('stg_servicenow__servicenow_groups') }} as to_teams on case when audits.field_name = 'assignment_group' then audits.to_value end = to_teams.group_id
    where audits.field_name in ('priority', 'assignment_group', 'assigned_to')

)

select
    'servicenow_tables' as source_system,
    number as ticket_id,
    audit_id as change_id,
    cast(row_number() over (partition by number order by created_at asc nulls last, update_count asc nulls last, audit_id asc nulls last) as bigint) as change_number,
    created_at as occurred_at,
    field,
    from_value,
    to_value,
    author_key as actor_key,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from changes
