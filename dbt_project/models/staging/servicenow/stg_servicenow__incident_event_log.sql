{%- set formats = feed_setting('servicenow', 'incident_event_log', 'datetime_formats', ['%d/%m/%Y %H:%M']) -%}
{%- set time_zone = feed_timezone('servicenow', 'incident_event_log') -%}

with source as (

    {{ latest_version(source('servicenow', 'incident_event_log'), keys=['number', 'sys_mod_count', 'sys_updated_at']) }}

),

texts as (

    select
        trim(number) as incident_id,
        {%- for column in [
            'sys_mod_count', 'sys_updated_at', 'opened_at', 'resolved_at', 'closed_at', 'incident_state', 'active', 'made_sla', 'reassignment_count',
            'reopen_count', 'priority', 'contact_type', 'category', 'assignment_group', 'assigned_to',
        ] %}
        nullif(nullif(trim({{ column }}), '?'), '') as {{ column }}_raw,
        {%- endfor %}
        _file_sha256,
        _file_name,
        _row_number,
        _loaded_at
    from source

),

typed as (

    select
        *,
        {%- for column in ['sys_mod_count', 'reassignment_count', 'reopen_count'] %}
        try_cast({{ column }}_raw as bigint) as {{ column }},
        {%- endfor %}
        {%- for column in ['active', 'made_sla'] %}
        case lower({{ column }}_raw) when 'true' then true when 'false' then false end as {{ column }},
        {%- endfor %}
        {%- for column in ['sys_updated_at', 'opened_at', 'resolved_at', 'closed_at'] %}
        {{ local_to_utc(parse_timestamp(column ~ '_raw', formats), time_zone) }} as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from texts

)

select
    incident_id,
    sys_mod_count as version_number,
    sys_updated_at as updated_at,
    opened_at,
    resolved_at,
    closed_at,
    incident_state_raw as state_raw,
    active as is_active,
    made_sla as is_sla_made,
    reassignment_count,
    reopen_count,
    priority_raw,
    contact_type_raw as contact_type,
    category_raw as category,
    assignment_group_raw as assignment_group,
    {{ typed_value('assigned_to_raw', 'account', {}, 'servicenow') }} as agent_key,
    {{ cast_failures({
        'version_number': ['sys_mod_count_raw', 'sys_mod_count'],
        'updated_at': ['sys_updated_at_raw', 'sys_updated_at'],
        'opened_at': ['opened_at_raw', 'opened_at'],
        'resolved_at': ['resolved_at_raw', 'resolved_at'],
        'closed_at': ['closed_at_raw', 'closed_at'],
        'is_active': ['active_raw', 'active'],
        'is_sla_made': ['made_sla_raw', 'made_sla'],
        'reassignment_count': ['reassignment_count_raw', 'reassignment_count'],
        'reopen_count': ['reopen_count_raw', 'reopen_count'],
    }) }} as _cast_failures,
    _file_sha256,
    _file_name,
    _row_number,
    _loaded_at
from typed
