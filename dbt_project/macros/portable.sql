{# What DuckDB and Spark spell differently. Models call these and never branch on the engine themselves. #}

{# Local wall-clock timestamp of a named zone -> UTC timestamp without zone. #}
{% macro local_to_utc(expression, timezone) %}{{ return(adapter.dispatch('local_to_utc', 'opsfacts')(expression, timezone)) }}{% endmacro %}
{% macro default__local_to_utc(expression, timezone) -%}
    timezone('UTC', timezone('{{ timezone }}', {{ expression }}))
{%- endmacro %}
{% macro spark__local_to_utc(expression, timezone) -%}
    {{ opsfacts.spark__local_to_utc_by_zone(expression, "'" ~ timezone ~ "'") }}
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
    {%- set readings = [] -%}
    {%- for format in formats %}{% do readings.append(opsfacts.spark_parse_format('trim(' ~ expression ~ ')', format) | trim) %}{% endfor -%}
    {{ readings[0] if readings | length == 1 else 'coalesce(' ~ readings | join(', ') ~ ')' }}
{%- endmacro %}

{# One strptime format, spelled for Java. As with strptime, a number may be shorter where no other number touches it. Java reads no names of
   weekdays, so a leading one is checked and cut off; and it takes two-digit years for 2000 to 2099, where strptime has 1969 to 2068. #}
{% macro spark_parse_format(text, format) -%}
    {%- set letters = {'%Y': 'yyyy', '%y': 'yy', '%m': 'MM', '%d': 'dd', '%H': 'HH', '%I': 'hh', '%M': 'mm', '%S': 'ss', '%f': 'SSSSSS', '%b': 'MMM', '%B': 'MMMM', '%p': 'a'} -%}
    {%- if format.startswith('%a') -%}
        case when lower(left({{ text }}, 3)) in ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun') then {{ opsfacts.spark_parse_format('substring(' ~ text ~ ', 4)', format[2:]) }} end
    {%- else -%}
        {%- set tokens = modules.re.findall('%.|[^%]+', format) -%}
        {%- set java = [] -%}
        {%- for token in tokens -%}
            {%- if not token.startswith('%') -%}
                {%- do java.append("'" ~ token ~ "'") -%}
            {%- elif token not in letters -%}
                {{ exceptions.raise_compiler_error('No spelling of ' ~ token ~ ' for Spark, in the format ' ~ format) }}
            {%- else -%}
                {%- set touches_number = (loop.previtem or '').startswith('%') or (loop.nextitem or '').startswith('%') -%}
                {%- do java.append(letters[token] if touches_number or token not in ('%m', '%d', '%H', '%I', '%M', '%S') else letters[token][0]) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- set reading = 'try_to_timestamp(' ~ text ~ ', "' ~ java | join ~ '")' -%}
        {{ "case when " ~ reading ~ " >= timestamp '2069-01-01 00:00:00' then " ~ reading ~ " - interval '100' year else " ~ reading ~ " end" if '%y' in format else reading }}
    {%- endif -%}
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
    unix_seconds({{ to_expression }}) - unix_seconds({{ from_expression }})
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
{# Of the two instants that a repeated hour of autumn stands for, Spark takes the earlier and DuckDB the later. #}
{% macro spark__local_to_utc_by_zone(expression, zone_expression) -%}
    {%- set earlier = 'to_utc_timestamp(' ~ expression ~ ', ' ~ zone_expression ~ ')' -%}
    {%- set later = earlier ~ " + interval '1' hour" -%}
    case when from_utc_timestamp({{ later }}, {{ zone_expression }}) = {{ expression }} then {{ later }} else {{ earlier }} end
{%- endmacro %}
