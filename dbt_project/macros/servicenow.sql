{# A ServiceNow duration -> seconds: an integer in a spreadsheet, `1 Day 9 Hours 46 Minutes` in a list, and in raw values the time that has
   passed since 1970 (`1970-01-02 09:46:18`); null where it is none of these. #}
{% macro servicenow_duration_seconds(expression) -%}
    case
        when try_cast({{ expression }} as bigint) is not null then try_cast({{ expression }} as bigint)
        when {{ expression }} like '____-__-__ __:__:__' then {{ opsfacts.seconds_between("cast('1970-01-01 00:00:00' as timestamp)", opsfacts.parse_timestamp(expression, ['%Y-%m-%d %H:%M:%S'])) }}
        when {{ opsfacts.matches(expression, '[0-9]+ (Day|Hour|Minute|Second)') }} then cast(0
            {%- for unit, seconds in {'Day': 86400, 'Hour': 3600, 'Minute': 60, 'Second': 1}.items() %}
            + coalesce(try_cast(nullif(regexp_extract({{ expression }}, '([0-9]+) {{ unit }}', 1), '') as bigint), 0) * {{ seconds }}
            {%- endfor %} as bigint)
    end
{%- endmacro %}
