{# What the SAP tables share, however they were downloaded. #}

{# A key at the length that SAP's dictionary gives it: the table browser strips leading zeros (item 10), an extract keeps them (item 00010).
   Only numeric keys are padded; a key of blanks or zeros is no key. #}
{% macro sap_key(column, length) -%}
    case when try_cast(trim({{ column }}) as bigint) = 0 then null
         when try_cast(trim({{ column }}) as bigint) is not null and length(trim({{ column }})) < {{ length }} then lpad(trim({{ column }}), {{ length }}, '0')
         else nullif(trim({{ column }}), '') end
{%- endmacro %}

{# Text of a date, null where SAP writes its empty date. #}
{% macro sap_date_text(column, table) -%}
    case when trim({{ column }}) in ('' {%- for value in opsfacts.feed_setting('sap', table, 'null_values', ['00/00/0000', '00000000']) %}, '{{ value }}'{% endfor %}) then null else trim({{ column }}) end
{%- endmacro %}

{% macro sap_date(column, table) -%}
    {{ opsfacts.parse_date(opsfacts.sap_date_text(column, table), opsfacts.feed_setting('sap', table, 'date_formats', ['%m/%d/%y'])) }}
{%- endmacro %}

{# Date and time column of local wall-clock time -> UTC timestamp. #}
{% macro sap_timestamp(date_column, time_column, table) -%}
    {%- set formats = [] -%}
    {%- for format in opsfacts.feed_setting('sap', table, 'date_formats', ['%m/%d/%y']) %}{% do formats.append(format ~ ' %H:%M:%S') %}{% endfor -%}
    {{ opsfacts.local_to_utc(opsfacts.parse_timestamp(opsfacts.sap_date_text(date_column, table) ~ " || ' ' || trim(" ~ time_column ~ ")", formats), opsfacts.feed_timezone('sap', table)) }}
{%- endmacro %}

{# SAP flags are X or blank. #}
{% macro sap_flag(column) -%}
    coalesce(upper(trim({{ column }})) = 'X', false)
{%- endmacro %}
