-- The audits' events as rows; read from raw, because the events hold message bodies, which staging never emits. Of all fields, those that are facts.
with audits as (

    {{ stage('zendesk', 'zendesk_ticket_audits', columns={
        'audit_id': 'id',
        'ticket_id': 'ticket_id',
        'author_key': 'author_id',
        'created_at': 'created_at',
        'events': 'events',
    }) }}

),

changes as (

    {{ stage_children('audits', 'events', columns={
        'event_id': ['id', 'text'],
        'event_type': ['type', 'text'],
        'field_name': ['field_name', 'text'],
        'from_text': ['previous_value', 'text'],
        'to_text': ['value', 'text'],
        'from_agent_key': ['previous_value', 'account'],
        'to_agent_key': ['value', 'account'],
    }, parent_columns=['audit_id', 'ticket_id', 'author_key', 'created_at']) }}

)

select
    audit_id,
    element_number,
    event_id,
    ticket_id,
    author_key,
    created_at,
    event_type,
    field_name,
    case when field_name = 'assignee_id' then from_agent_key else from_text end as from_value,
    case when field_name = 'assignee_id' then to_agent_key else to_text end as to_value,
    _cast_failures,
    _file_sha256,
    _file_name,
    _row_number,
    _loaded_at
from changes
where event_type in ('Create', 'Change') and field_name in ('status', 'priority', 'group_id', 'assignee_id')
