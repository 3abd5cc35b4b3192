-- Values of audited fields may be free text or persons: only those of the fields that are facts are emitted, the agent's as a pseudonym.
{{ stage('servicenow', 'servicenow_audits', columns={
    'audit_id': 'sys_id',
    'table_name': 'tablename',
    'document_id': 'documentkey',
    'field_name': 'fieldname',
    'author_key': 'user',
    'update_count': 'record_checkpoint',
    'created_at': 'sys_created_on',
}, expressions={
    'from_value': "case when trim(fieldname) = 'assigned_to' then " ~ typed_value('oldvalue', 'account', {}, 'servicenow') ~
        " when trim(fieldname) in ('state', 'hold_reason', 'priority', 'assignment_group') then " ~ present('oldvalue') ~ " end",
    'to_value': "case when trim(fieldname) = 'assigned_to' then " ~ typed_value('newvalue', 'account', {}, 'servicenow') ~
        " when trim(fieldname) in ('state', 'hold_reason', 'priority', 'assignment_group') then " ~ present('newvalue') ~ " end",
}) }}
