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

{# Whole seconds that passed from one UTC timestamp to another (DuckDB's date_diff counts the boundaries instead, one too many where the
   fractions are unequal); null when either is null. #}
{% macro seconds_between(from_expression, to_expression) %}{{ return(adapter.dispatch('seconds_between', 'opsfacts')(from_expression, to_expression)) }}{% endmacro %}
{% macro default__seconds_between(from_expression, to_expression) -%}
    cast(date_sub('second', {{ from_expression }}, {{ to_expression }}) as bigint)
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

{# Text of a number as people's exports write it -> decimal(18,4): thousands separators, leading or trailing minus, parentheses for minus.
   With a decimal comma, full stops and blanks separate thousands. A thousands separator behind the decimal one is another spelling than declared: null. #}
{% macro parse_decimal(expression, decimal_separator='.') -%}
    {%- set digits = "replace(replace(replace(trim(" ~ expression ~ "), ' ', ''), chr(160), ''), '" ~ (',' if decimal_separator == '.' else '.') ~ "', '')" -%}
    {%- if decimal_separator == ',' %}{% set digits = "replace(" ~ digits ~ ", ',', '.')" %}{% endif -%}
    {%- set thousands = ',' if decimal_separator == '.' else '.' %}
    try_cast(case when {{ expression }} like '%{{ decimal_separator }}%{{ thousands }}%' then null when {{ digits }} like '%-' then '-' || replace({{ digits }}, '-', '') when {{ digits }} like '(%)' then '-' || substring({{ digits }}, 2, length({{ digits }}) - 2) else {{ digits }} end as decimal(18, 4))
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

{# ISO 8601 text -> UTC timestamp, else null: with an offset (+02:00, +0200, +02) or Z that instant, without one a local time of the zone.
   Both engines read more than ISO 8601 (`infinity`; Spark also a bare year, a time of today and names of zones), which is null here. #}
{% macro parse_iso(expression, timezone) %}{{ return(adapter.dispatch('parse_iso', 'opsfacts')(expression, timezone)) }}{% endmacro %}
{% macro default__parse_iso(expression, timezone) -%}
    case when {{ expression }} not like '____-%' then null
        when {{ opsfacts.matches(expression, '(Z|[+-][0-9]{2}(:?[0-9]{2})?)$') }} and length({{ expression }}) > 11
        then timezone('UTC', try_cast(regexp_replace({{ expression }}, '([+-][0-9]{2})([0-9]{2})$', '\1:\2') as timestamptz))
        else {{ opsfacts.local_to_utc('try_cast(' ~ expression ~ ' as timestamp)', timezone) }} end
{%- endmacro %}
{% macro spark__parse_iso(expression, timezone) -%}
    case when not {{ opsfacts.matches(expression, '^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([T ][0-9]{1,2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?( ?(Z|[+-][0-9]{2}(:?[0-9]{2})?))?)?$') }} then null
        when {{ opsfacts.matches(expression, '(Z|[+-][0-9]{2}(:?[0-9]{2})?)$') }} and length({{ expression }}) > 11
        then try_cast(regexp_replace({{ expression }}, '([+-][0-9]{2})([0-9]{2})$', '$1:$2') as timestamp)
        else {{ opsfacts.local_to_utc('try_cast(' ~ expression ~ ' as timestamp)', timezone) }} end
{%- endmacro %}

{# Microseconds since 1970 -> UTC timestamp. #}
{% macro from_epoch(microseconds) %}{{ return(adapter.dispatch('from_epoch', 'opsfacts')(microseconds)) }}{% endmacro %}
{% macro default__from_epoch(microseconds) -%}
    make_timestamp(cast({{ microseconds }} as bigint))
{%- endmacro %}
{% macro spark__from_epoch(microseconds) -%}
    timestamp_micros(cast({{ microseconds }} as bigint))
{%- endmacro %}

{# Whether a text matches a regular expression anywhere; patterns hold no backslashes. `$` is the end of the text; Java would also take it for the
   place before a line feed at the end. #}
{% macro matches(expression, pattern) %}{{ return(adapter.dispatch('matches', 'opsfacts')(expression, pattern)) }}{% endmacro %}
{% macro default__matches(expression, pattern) -%}
    regexp_matches({{ expression }}, '{{ pattern }}')
{%- endmacro %}
{% macro spark__matches(expression, pattern) -%}
    ({{ expression }} rlike '{{ pattern | replace("$", "\\\\z") }}')
{%- endmacro %}

{# Text with all but ASCII letters and digits removed. #}
{% macro letters_and_digits(expression) %}{{ return(adapter.dispatch('letters_and_digits', 'opsfacts')(expression)) }}{% endmacro %}
{% macro default__letters_and_digits(expression) -%}
    regexp_replace({{ expression }}, '[^0-9A-Za-z]', '', 'g')
{%- endmacro %}
{% macro spark__letters_and_digits(expression) -%}
    regexp_replace({{ expression }}, '[^0-9A-Za-z]', '')
{%- endmacro %}

{# The JSON text itself where it is JSON, else null. Spark takes no notice of what follows a value, unless the value is in an array. #}
{% macro valid_json(expression) %}{{ return(adapter.dispatch('valid_json', 'opsfacts')(expression)) }}{% endmacro %}
{% macro default__valid_json(expression) -%}
    case when json_valid({{ expression }}) then {{ expression }} end
{%- endmacro %}
{% macro spark__valid_json(expression) -%}
    case when size(from_json('[' || {{ expression }} || ']', 'array<string>', map('allowSingleQuotes', 'false'))) = 1 then {{ expression }} end
{%- endmacro %}

{# Text of a value inside JSON text; null where the path leads nowhere or to null. The path names keys, joined by full stops; a key that
   holds one cannot be reached. #}
{% macro json_text(expression, path) %}{{ return(adapter.dispatch('json_text', 'opsfacts')(expression, path.split('.'))) }}{% endmacro %}
{% macro default__json_text(expression, keys) -%}
    json_extract_string({{ expression }}, '${% for key in keys %}."{{ key }}"{% endfor %}')
{%- endmacro %}
{% macro spark__json_text(expression, keys) -%}
    get_json_object({{ expression }}, '${% for key in keys %}[{{ "''" }}{{ key }}{{ "''" }}]{% endfor %}')
{%- endmacro %}

{# `columns` of a relation, and one row per element of its JSON array: `element` (JSON text; a text element without its quotes), `element_number` from 1. #}
{% macro json_elements(relation, array_column, columns) %}{{ return(adapter.dispatch('json_elements', 'opsfacts')(relation, array_column, columns)) }}{% endmacro %}
{% macro default__json_elements(relation, array_column, columns) -%}
    select {{ columns | join(', ') }}, element_number, json_extract_string({{ array_column }}, '$[' || (element_number - 1) || ']') as element
    from (
        select {{ columns | join(', ') }}, {{ array_column }}, unnest(range(1, cast(json_array_length({{ array_column }}) as bigint) + 1)) as element_number
        from {{ relation }}
        where {{ array_column }} is not null and json_type({{ array_column }}) = 'ARRAY'
    ) as numbered
{%- endmacro %}
{% macro spark__json_elements(relation, array_column, columns) -%}
    select {{ columns | join(', ') }}, cast(element_position + 1 as bigint) as element_number, element
    from {{ relation }}
    lateral view posexplode(from_json({{ array_column }}, 'array<string>')) elements as element_position, element
{%- endmacro %}

{# `columns` of a relation, and one row per member of its JSON object: `member_name`, `member_value` (text). #}
{% macro json_members(relation, object_column, columns) %}{{ return(adapter.dispatch('json_members', 'opsfacts')(relation, object_column, columns)) }}{% endmacro %}
{% macro default__json_members(relation, object_column, columns) -%}
    select {{ columns | join(', ') }}, member_name, json_extract_string({{ object_column }}, '$."' || member_name || '"') as member_value
    from (
        select {{ columns | join(', ') }}, {{ object_column }}, unnest(json_keys({{ object_column }})) as member_name
        from {{ relation }}
        where {{ object_column }} is not null and json_type({{ object_column }}) = 'OBJECT'
    ) as named
{%- endmacro %}
{% macro spark__json_members(relation, object_column, columns) -%}
    select {{ columns | join(', ') }}, member_name, member_value
    from {{ relation }}
    lateral view explode(from_json({{ object_column }}, 'map<string,string>')) members as member_name, member_value
{%- endmacro %}

{# The distinct values of a text within a group, in order, separated by commas. #}
{% macro ordered_names(expression) %}{{ return(adapter.dispatch('ordered_names', 'opsfacts')(expression)) }}{% endmacro %}
{% macro default__ordered_names(expression) -%}
    array_to_string(list_sort(list_distinct(list({{ expression }}))), ', ')
{%- endmacro %}
{% macro spark__ordered_names(expression) -%}
    array_join(array_sort(collect_set({{ expression }})), ', ')
{%- endmacro %}

{# One decimal divided by another, to eight places; null where the divisor is zero. `/` of decimals is a double on DuckDB and a decimal on Spark, so that
   0.03815 became 0.0381 on the one and 0.0382 on the other; here both say 0.0382. #}
{% macro quotient(dividend, divisor) -%}
    cast(cast({{ dividend }} as double) / nullif(cast({{ divisor }} as double), 0) as decimal(24, 8))
{%- endmacro %}
