{# Business time. F(t) = open seconds of a calendar from its first day to the instant t, so that the business seconds of any interval are
   F(end) - F(start): two look-ups of one row each, however long the interval and whatever daylight saving and holidays lie in it.

     from tickets
     {{ join_business_clock('at_start', 'tickets.calendar_id', 'tickets.opened_at') }}
     {{ join_business_clock('at_end', 'tickets.calendar_id', 'tickets.resolved_at') }}
     … {{ business_clock('at_end', 'tickets.resolved_at') }} - {{ business_clock('at_start', 'tickets.opened_at') }}

   Null outside the days of int_calendar__days. #}
{% macro join_business_clock(alias, calendar_expression, timestamp_expression) -%}
    left join {{ ref('int_calendar__business_clock') }} as {{ alias }}
        on {{ alias }}.calendar_id = {{ calendar_expression }}
        and {{ alias }}.utc_date = cast({{ timestamp_expression }} as date)
        and {{ timestamp_expression }} >= {{ alias }}.segment_start_at
        and {{ timestamp_expression }} < {{ alias }}.segment_end_at
{%- endmacro %}

{% macro business_clock(alias, timestamp_expression) -%}
    {{ alias }}.open_seconds_before + least({{ opsfacts.seconds_between(alias ~ '.segment_start_at', timestamp_expression) }}, {{ alias }}.open_seconds)
{%- endmacro %}

{# The inverse: the first instant at which the clock of a calendar shows a given number of open seconds (> 0), such as a due time. #}
{% macro join_business_clock_inverse(alias, calendar_expression, open_seconds_expression) -%}
    left join {{ ref('int_calendar__business_clock_inverse') }} as {{ alias }}
        on {{ alias }}.calendar_id = {{ calendar_expression }}
        and {{ alias }}.bucket = {{ opsfacts.business_clock_bucket(open_seconds_expression) }}
        and {{ open_seconds_expression }} > {{ alias }}.open_seconds_before
        and {{ open_seconds_expression }} <= {{ alias }}.open_seconds_before + {{ alias }}.open_seconds
{%- endmacro %}

{% macro business_clock_inverse(alias, open_seconds_expression) -%}
    {{ dbt.dateadd('second', open_seconds_expression ~ ' - ' ~ alias ~ '.open_seconds_before', alias ~ '.segment_start_at') }}
{%- endmacro %}

{# Open seconds rounded up to whole days of 86,400: gives the inverse an equality to join on, which every engine hashes. #}
{% macro business_clock_bucket(open_seconds_expression) -%}
    cast(({{ open_seconds_expression }} - 1) - mod({{ open_seconds_expression }} - 1, 86400) as bigint)
{%- endmacro %}
