{{ config(materialized='ephemeral') }}

select
    'zendesk' as source_system,
    changes.ticket_id,
    changes.audit_id || '-' || cast(changes.element_number as {{ dbt.type_string() }}) as change_id,
    cast(row_number() over (
        partition by changes.ticket_id
        order by changes.created_at asc nulls last, try_cast(changes.audit_id as bigint) asc nulls last, changes.audit_id asc nulls last, changes.element_number asc nulls last
    ) as bigint) as change_number,
    changes.created_at as occurred_at,
    case changes.field_name when 'group_id' then 'team' when 'assignee_id' then 'agent' else changes.field_name end as field,
    coalesce(from_agents.person_key, changes.from_value) as from_value,
    coalesce(to_agents.person_key, changes.to_value) as to_value,
    coalesce(authors.person_key, changes.author_key) as actor_key,
    changes._loaded_at as loaded_at,
    changes._file_sha256 as source_file_sha256,
    changes._row_number as source_row_number
from {{ ref('stg_zendesk__ticket_changes') }} as changes
left join {{ ref('stg_zendesk__zendesk_users') }} as authors on changes.author_key = authors.user_key
left join {{ ref('stg_zendesk__zendesk_users') }} as from_agents on changes.from_value = from_agents.user_key
left join {{ ref('stg_zendesk__zendesk_users') }} as to_agents on changes.to_value = to_agents.user_key
