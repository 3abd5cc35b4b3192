-- The items of the change log as rows; read from raw, because items hold the text of every edited field, which staging never emits. Of all fields, those that are facts.
with histories as (

    {{ stage('jira', 'jira_changelog', columns={
        'issue_id': 'issue_id',
        'history_id': 'id',
        'created_at': 'created',
        'items': 'items',
    }, expressions={
        'author_key': typed_value(json_text('author', 'accountId'), 'account', {}, 'jira'),
    }) }}

),

changes as (

    {{ stage_children('histories', 'items', columns={
        'field_name': ['field', 'text'],
        'from_label': ['fromString', 'text'],
        'to_label': ['toString', 'text'],
        'from_agent_key': ['from', 'account'],
        'to_agent_key': ['to', 'account'],
    }, parent_columns=['issue_id', 'history_id', 'author_key', 'created_at']) }}

)

select
    issue_id,
    history_id,
    element_number,
    author_key,
    created_at,
    lower(field_name) as field_name,
    case when lower(field_name) = 'assignee' then from_agent_key else from_label end as from_value,
    case when lower(field_name) = 'assignee' then to_agent_key else to_label end as to_value,
    _cast_failures,
    _file_sha256,
    _file_name,
    _row_number,
    _loaded_at
from changes
where lower(field_name) in ('status', 'priority', 'key', 'assignee')
