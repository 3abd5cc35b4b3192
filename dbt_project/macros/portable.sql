{# What DuckDB and Spark spell differently. Models call these and never branch on the engine themselves. #}

{# Local wall-clock timestamp of a named zone -> UTC timestamp without zone. #}
{% macro local_to_utc(expression, timezone) %}{{ return(adapter.dispatch('local_to_utc', 'opsfacts')(expression, timezone)) }}{% endmacro %}
{% macro default__local_to_utc(expression, timezone) -%}
    timezone('UTC', timezone('{{ timezone }}', {{ expression }}))
{%- endmacro %}
{% macro spark__local_to_utc(expression, timezone) -%}
    to_utc_timestamp({{ expression }}, '{{ timezone }}')
{%- endmacro %}

{# UTC timestamp -> local wall-clock timestamp of a named zone. #}
{% macro utc_to_local(expression, timezone) %}{{ return(adapter.dispatch('utc_to_local', 'opsfacts')(expression, timezone)) }}{% endmacro %}
{% macro default__utc_to_local(expression, timezone) -%}
    timezone('{{ timezone }}', timezone('UTC', {{ expression }}))
{%- endmacro %}
{% macro spark__utc_to_local(expression, timezone) -%}
    from_utc_timestamp({{ expression }}, '{{ timezone }}')
{%- endmacro %}

{# Text -> timestamp by the first format that fits, else null. Formats are written once, in strptime spelling. #}
{% macro parse_timestamp(expression, formats) %}{{ return(adapter.dispatch('parse_timestamp', 'opsfacts')(expression, formats)) }}{% endmacro %}
{% macro default__parse_timestamp(expression, formats) -%}
    try_strptime({{ expression }}, [{% for f in formats %}'{{ f }}'{{ ', ' if not loop.last }}{% endfor %}])
{%- endmacro %}
{% macro spark__parse_timestamp(expression, formats) -%}
    {%- set names = {'%Y': 'yyyy', '%y': 'yy', '%m': 'M', '%d': 'd', '%H': 'H', '%M': 'm', '%S': 's', '%b': 'MMM', '%a': 'E'} -%}
    coalesce({% for f in formats %}{% set java = namespace(f=f) %}{% for k, v in names.items() %}{% set java.f = java.f | replace(k, v) %}{% endfor %}try_to_timestamp({{ expression }}, '{{ java.f }}'){{ ', ' if not loop.last }}{% endfor %})
{%- endmacro %}

{# Text -> date by the first format that fits, else null. #}
{% macro parse_date(expression, formats) -%}
    cast({{ opsfacts.parse_timestamp(expression, formats) }} as date)
{%- endmacro %}

{# Whole seconds from one UTC timestamp to another; null when either is null. #}
{% macro seconds_between(from_expression, to_expression) %}{{ return(adapter.dispatch('seconds_between', 'opsfacts')(from_expression, to_expression)) }}{% endmacro %}
{% macro default__seconds_between(from_expression, to_expression) -%}
    cast(date_diff('second', {{ from_expression }}, {{ to_expression }}) as bigint)
{%- endmacro %}
{% macro spark__seconds_between(from_expression, to_expression) -%}
    cast(timestampdiff(second, {{ from_expression }}, {{ to_expression }}) as bigint)
{%- endmacro %}

{# Rows 0 … n-1 of column `n`. #}
{% macro integers(count) %}{{ return(adapter.dispatch('integers', 'opsfacts')(count)) }}{% endmacro %}
{% macro default__integers(count) -%}
    select cast(range as bigint) as n from range({{ count }})
{%- endmacro %}
{% macro spark__integers(count) -%}
    select id as n from range({{ count }})
{%- endmacro %}

{# ISO day of week, Monday 1 … Sunday 7: the engines' own numbering differs. #}
{% macro iso_day_of_week(expression) -%}
    cast({{ dbt.datediff("cast(date_trunc('week', " ~ expression ~ ") as date)", "cast(" ~ expression ~ " as date)", "day") }} + 1 as bigint)
{%- endmacro %}

{# Text of a number as people's exports write it -> decimal(18,4): thousands separators, leading or trailing minus. #}
{% macro parse_decimal(expression) -%}
    try_cast(case when trim({{ expression }}) like '%-' then '-' || replace(replace(trim({{ expression }}), '-', ''), ',', '') else replace(trim({{ expression }}), ',', '') end as decimal(18, 4))
{%- endmacro %}

{# Surrogate key: a hash of the parts, never of a load id. The separator keeps ('a','bc') apart from ('ab','c'). #}
{% macro surrogate_key(expressions) -%}
    md5(concat_ws('|', {% for e in expressions %}coalesce(cast({{ e }} as string), ''){{ ', ' if not loop.last }}{% endfor %}))
{%- endmacro %}

{# Local wall-clock timestamp -> UTC, where the zone's name is a column rather than a constant. #}
{% macro local_to_utc_by_zone(expression, zone_expression) %}{{ return(adapter.dispatch('local_to_utc_by_zone', 'opsfacts')(expression, zone_expression)) }}{% endmacro %}
{% macro default__local_to_utc_by_zone(expression, zone_expression) -%}
    timezone('UTC', timezone({{ zone_expression }}, {{ expression }}))
{%- endmacro %}
{% macro spark__local_to_utc_by_zone(expression, zone_expression) -%}
    to_utc_timestamp({{ expression }}, {{ zone_expression }})
{%- endmacro %}
