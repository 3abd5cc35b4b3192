{{ config(materialized='ephemeral') }}

select
    'zendesk' as source_system,
    ticket_id,
    audit_id || '-' || cast(element_number as {{ dbt.type_string() }}) as change_id,
    cast(row_number() over (
        partition by ticket_id order by created_at asc nulls last, try_cast(audit_id as bigint) asc nulls last, audit_id asc nulls last, element_number asc nulls last
    ) as bigint) as change_number,
    created_at as occurred_at,
    case field_name when 'group_id' then 'team' when 'assignee_id' then 'agent' else field_name end as field,
    from_value,
    to_value,
    author_key as actor_key,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_zendesk__ticket_changes') }}
