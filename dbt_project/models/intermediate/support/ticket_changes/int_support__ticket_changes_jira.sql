{{ config(materialized='ephemeral') }}

-- The team is the project, which the key names: a move to another project is a transfer.
select
    'jira' as source_system,
    issue_id as ticket_id,
    history_id || '-' || cast(element_number as {{ dbt.type_string() }}) as change_id,
    cast(row_number() over (
        partition by issue_id order by created_at asc nulls last, try_cast(history_id as bigint) asc nulls last, history_id asc nulls last, element_number asc nulls last
    ) as bigint) as change_number,
    created_at as occurred_at,
    case field_name when 'key' then 'team' when 'assignee' then 'agent' else field_name end as field,
    case when field_name = 'key' then split_part(from_value, '-', 1) else from_value end as from_value,
    case when field_name = 'key' then split_part(to_value, '-', 1) else to_value end as to_value,
    author_key as actor_key,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_jira__changes') }}
