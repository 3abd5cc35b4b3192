{# Staging of one feed, or of one record type of a multi-record feed: the latest version of each key, every column typed as its source
   column declares, failed casts counted, lineage kept. Types, keys, formats, zone and null values come from the declaration of the feed
   alone. `columns` maps the new name to the raw one. Personal columns leave here as pseudonyms, free text as its length.

   record       record type of a multi-record feed
   expressions  further columns: new name to SQL over the raw columns, or to [SQL, SQL of the text] where a text without result is a failed cast
   where        SQL condition on the raw columns
   versions     every state of a key that a file showed (one row per key and update stamp) instead of the latest #}
{% macro stage(source_name, table, columns, record=none, expressions={}, where=none, versions=false) -%}
    {%- set relation = source(source_name, table) -%}
    {%- if not execute -%}{{ return('select * from ' ~ relation) }}{%- endif -%}
    {%- set node = opsfacts.feed_node(source_name, table) -%}
    {%- set feed = node.config.meta.feed -%}
    {%- set declared = feed.records[record] if record else feed -%}
    {%- set snapshot = "coalesce(cast(_file_time as string), _file_name)" -%}
    {%- set keys = opsfacts.key_expressions(node, declared.key) -%}
    {%- set order_by = [] -%}
    {%- if feed.get('snapshot') %}{% do order_by.append(snapshot ~ ' desc nulls last') %}{% endif -%}
    {%- if declared.get('update_stamp') %}{% do order_by.append(opsfacts.typed_column(node, declared.update_stamp) ~ ' desc nulls last') %}{% endif -%}
    {%- do order_by.append('_file_time desc nulls last') -%}
    {%- set conditions = [] -%}
    {%- if record %}{% do conditions.append("record_type in ('" ~ declared.types | join("', '") ~ "')") %}{% endif -%}
    {%- if where %}{% do conditions.append('(' ~ where ~ ')') %}{% endif -%}
    {%- set casts = {} -%}
    {%- for name, raw in columns.items() if opsfacts.can_fail(opsfacts.column_type(node, raw)) %}{% do casts.update({name: [name ~ '__raw', name]}) %}{% endfor -%}
    {%- for name, expression in expressions.items() if expression is not string %}{% do casts.update({name: [name ~ '__raw', name]}) %}{% endfor -%}
with landed as (

    select * from {{ relation }}
    {%- if conditions %}
    where {{ conditions | join(' and ') }}
    {%- endif %}

),

chosen as (

    {% if versions -%}
    select * from landed
    where {% for key in keys %}{{ ' and ' if not loop.first }}coalesce(trim({{ key }}), '') <> ''{% endfor %}
    qualify row_number() over (
        partition by {% for key in keys %}trim({{ key }}), {% endfor %}trim({{ declared.update_stamp }})
        order by _file_time desc nulls last, _file_name desc nulls last, _row_number desc nulls last, _file_sha256 desc nulls last
    ) = 1
    {%- else -%}
    {{ opsfacts.latest_version('landed', keys, order_by) }}
    {%- endif %}

),

typed as (

    select
        {%- for name, raw in columns.items() %}
        {{ opsfacts.typed_column(node, raw) }} as {{ name }},
        {%- if name in casts %}
        {{ opsfacts.present(opsfacts.padded(node, raw) or raw, opsfacts.all_null_values(feed)) }} as {{ name }}__raw,
        {%- endif -%}
        {%- endfor -%}
        {%- for name, expression in expressions.items() %}
        {{ expression if expression is string else expression[0] }} as {{ name }},
        {%- if name in casts %}
        {{ opsfacts.present(expression[1], opsfacts.all_null_values(feed)) }} as {{ name }}__raw,
        {%- endif -%}
        {%- endfor %}
        {%- if feed.get('snapshot') %}
        {{ snapshot }} <> (select max({{ snapshot }}) from landed) as _is_missing,
        {%- endif %}
        _file_sha256,
        _file_name,
        _file_time,
        _row_number,
        _loaded_at
    from chosen

)

select
    {%- for name in columns %}
    {{ name }},
    {%- endfor %}
    {%- for name in expressions %}
    {{ name }},
    {%- endfor %}
    {%- if feed.get('snapshot') %}
    _is_missing,
    {%- endif %}
    {{ opsfacts.cast_failures(casts) }} as _cast_failures,
    _file_sha256,
    _file_name,
    _file_time,
    _row_number,
    _loaded_at
from typed
{%- endmacro %}

{# One row per element of a JSON array that a staged parent carries, numbered from 1. `columns` maps the new name to [path, type]; a path such as
   `vendor.id` leads to a value inside the element, '' to the element itself. `settings` may give datetime_formats, date_formats, source_timezone, null_values. #}
{% macro stage_children(parent, array_column, columns, parent_columns=[], settings={}, system=none) -%}
    {%- set system = system or model.fqn[-2] -%}
    {%- set casts = {} -%}
    {%- for name, pair in columns.items() if opsfacts.can_fail(pair[1]) %}{% do casts.update({name: [name ~ '__raw', name]}) %}{% endfor -%}
with elements as (

    {{ opsfacts.json_elements(parent, array_column, parent_columns + ['_file_sha256', '_file_name', '_row_number', '_loaded_at']) }}

),

typed as (

    select
        {%- for name in parent_columns %}
        {{ name }},
        {%- endfor %}
        element_number,
        {%- for name, pair in columns.items() %}
        {{ opsfacts.typed_value(opsfacts.json_text('element', pair[0]) if pair[0] else 'element', pair[1], settings, system) }} as {{ name }},
        {%- if name in casts %}
        {{ opsfacts.present(opsfacts.json_text('element', pair[0]) if pair[0] else 'element', settings.get('null_values', [])) }} as {{ name }}__raw,
        {%- endif -%}
        {%- endfor %}
        _file_sha256,
        _file_name,
        _row_number,
        _loaded_at
    from elements

)

select
    {%- for name in parent_columns %}
    {{ name }},
    {%- endfor %}
    element_number,
    {%- for name in columns %}
    {{ name }},
    {%- endfor %}
    {{ opsfacts.cast_failures(casts) }} as _cast_failures,
    _file_sha256,
    _file_name,
    _row_number,
    _loaded_at
from typed
{%- endmacro %}

{# The declaration of a feed. Known once the project is parsed, and not inside dbt's unit tests. #}
{% macro feed_node(source_name, table) -%}
    {%- for node in graph.sources.values() if node.source_name == source_name and node.name == table -%}
        {{ return(node) }}
    {%- endfor -%}
    {{ exceptions.raise_compiler_error("No feed " ~ source_name ~ "." ~ table ~ " is declared.") }}
{%- endmacro %}

{% macro column_type(node, raw) -%}
    {{ return((node.columns[raw].data_type if raw in node.columns else none) or 'text') }}
{%- endmacro %}

{# SQL of a number at the fixed length that its column declares (`digits`), since some forms of an export strip leading zeros; nothing for another
   column. Zeros refer to nothing, unless they are a part of the key. #}
{% macro padded(node, raw) -%}
    {%- set digits = node.columns[raw].config.meta.get('digits') if raw in node.columns else none -%}
    {%- if digits -%}
        case
            {%- if raw not in (node.config.meta.feed.get('key') or []) %} when try_cast(trim({{ raw }}) as bigint) = 0 then null{% endif %}
            when length(trim({{ raw }})) < {{ digits }} and try_cast(trim({{ raw }}) as bigint) is not null then lpad(trim({{ raw }}), {{ digits }}, '0')
            else trim({{ raw }})
        end
    {%- endif -%}
{%- endmacro %}

{# The parts of a key as SQL: equal for equal keys, in whatever form the export has them. #}
{% macro key_expressions(node, key) -%}
    {%- set expressions = [] -%}
    {%- for raw in key %}{% do expressions.append(opsfacts.padded(node, raw) or raw) %}{% endfor -%}
    {{ return(expressions) }}
{%- endmacro %}

{# Types whose text may be there and still not be readable. #}
{% macro can_fail(type) -%}
    {{ return(type in ('id', 'decimal', 'double', 'integer', 'boolean', 'timestamp', 'date', 'json', 'email')) }}
{%- endmacro %}

{% macro all_null_values(feed) -%}
    {%- set values = feed.get('null_values', []) + [] -%}
    {%- for delivery in feed.get('deliveries', []) %}{% do values.extend(delivery.get('null_values', [])) %}{% endfor -%}
    {{ return(values) }}
{%- endmacro %}

{# A raw column as its declared type, read by the formats of the delivery that its file came in. #}
{% macro typed_column(node, raw) -%}
    {%- set feed = node.config.meta.feed -%}
    {%- set type = opsfacts.column_type(node, raw) -%}
    {%- set raw = opsfacts.padded(node, raw) or raw -%}
    {%- set by_delivery = {} -%}
    {%- for delivery in feed.get('deliveries', []) -%}
        {%- set settings = dict(feed) -%}
        {%- do settings.update(delivery) -%}
        {%- do by_delivery.update({delivery.name: opsfacts.typed_value(raw, type, settings, node.source_name) | trim}) -%}
    {%- endfor -%}
    {%- if by_delivery.values() | unique | list | length > 1 -%}
        case _delivery {%- for name, expression in by_delivery.items() %} when '{{ name }}' then {{ expression }}{% endfor %} end
    {%- elif by_delivery -%}
        {{ by_delivery.values() | first }}
    {%- else -%}
        {{ opsfacts.typed_value(raw, type, feed, node.source_name) }}
    {%- endif -%}
{%- endmacro %}

{# Text without blanks around it; null where it is empty or one of the values that the source writes for nothing. #}
{% macro present(expression, null_values=[]) -%}
    case when trim({{ expression }}) in ('' {%- for value in null_values %}, '{{ value }}'{% endfor %}) then null else trim({{ expression }}) end
{%- endmacro %}

{% macro typed_value(expression, type, settings, system) -%}
    {%- set text = opsfacts.present(expression, settings.get('null_values', [])) | trim -%}
    {%- if type == 'text' -%}
        {{ text }}
    {%- elif type == 'id' -%}
        case when {{ opsfacts.matches(text, "^[0-9]+[.]?[0-9]*[eE][+][0-9]+$") }} then null when left({{ text }}, 1) = '''' then substring({{ text }}, 2) else {{ text }} end
    {%- elif type == 'decimal' -%}
        {{ opsfacts.parse_decimal(text, settings.get('decimal_separator', '.')) }}
    {%- elif type == 'double' -%}
        try_cast({{ text }} as double)
    {%- elif type == 'integer' -%}
        {%- set number = opsfacts.parse_decimal(text, settings.get('decimal_separator', '.')) | trim -%}
        case when {{ number }} = floor({{ number }}) then cast(floor({{ number }}) as bigint) end
    {%- elif type == 'boolean' -%}
        case when lower({{ text }}) in ('true', 't', 'yes', 'y', 'x', '1') then true when lower({{ text }}) in ('false', 'f', 'no', 'n', '0') then false end
    {%- elif type == 'timestamp' -%}
        {{ opsfacts.parse_instant(text, settings.get('datetime_formats', ['iso']), settings.get('source_timezone', 'Etc/UTC')) }}
    {%- elif type == 'date' -%}
        {{ opsfacts.parse_date(text, settings.get('date_formats', ['%Y-%m-%d'])) }}
    {%- elif type == 'json' -%}
        {{ opsfacts.valid_json(text) }}
    {%- elif type == 'free_text' -%}
        cast(length({{ text }}) as bigint)
    {%- elif type == 'email' -%}
        case when {{ text }} like '%_@_%' then {{ opsfacts.pseudonym('person', 'lower(' ~ text ~ ')') }} end
    {%- elif type in ('account', 'person_name') -%}
        {#- Whoever signs in by e-mail is that person in every system. -#}
        case when {{ text }} like '%_@_%' then {{ opsfacts.pseudonym('person', 'lower(' ~ text ~ ')') }} else {{ opsfacts.pseudonym('account' if type == 'account' else 'name', "'" ~ system ~ "|' || lower(" ~ text ~ ")") }} end
    {%- elif type in ('tax_id', 'bank_account') -%}
        {{ opsfacts.pseudonym(type, "nullif(upper(" ~ opsfacts.letters_and_digits(text) | trim ~ "), '')") }}
    {%- else -%}
        {{ exceptions.raise_compiler_error("Unknown column type " ~ type) }}
    {%- endif -%}
{%- endmacro %}

{# Text -> UTC timestamp by the first declared format that fits: `iso` (ISO 8601; with an offset or Z that instant, without it local time),
   `epoch_seconds`, `epoch_millis`, or strptime spelling of a local time. #}
{% macro parse_instant(expression, formats, timezone) -%}
    {%- set readings = [] -%}
    {%- set local = [] -%}
    {%- for format in formats -%}
        {%- if format == 'iso' -%}
            {%- do readings.append(opsfacts.parse_iso(expression, timezone) | trim) -%}
        {%- elif format == 'epoch_seconds' -%}
            {%- do readings.append(opsfacts.from_epoch("try_cast(" ~ expression ~ " as decimal(20, 6)) * 1000000") | trim) -%}
        {%- elif format == 'epoch_millis' -%}
            {%- do readings.append(opsfacts.from_epoch("try_cast(" ~ expression ~ " as decimal(20, 6)) * 1000") | trim) -%}
        {%- else -%}
            {%- do local.append(format) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if local %}{% do readings.append(opsfacts.local_to_utc(opsfacts.parse_timestamp(expression, local), timezone) | trim) %}{% endif -%}
    {{ readings[0] if readings | length == 1 else 'coalesce(' ~ readings | join(', ') ~ ')' }}
{%- endmacro %}

{# Keyed pseudonym (`domain:` and 32 hexadecimal digits of an HMAC-SHA-256) of a value; null stays null. The function is registered by
   orchestration/pseudonyms.py, and only there is the key known. #}
{% macro pseudonym(domain, expression) -%}
    pseudonym('{{ domain }}', {{ expression }})
{%- endmacro %}

{# Keeps the accounting of a key: no part is null and no combination occurs twice. One query where two tests would be two. #}
{% test keyed(model, columns) -%}
    select {{ columns | join(', ') }}, count(*) as row_count
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1 or {% for column in columns %}{{ column }} is null{{ ' or ' if not loop.last }}{% endfor %}
{%- endtest %}
