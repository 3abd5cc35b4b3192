{# What the SAP tables share. #}

{# A key at the length that SAP's dictionary gives it, in exports that are no feed of this system; feeds declare `digits`. Keys of blanks or zeros are none. #}
{% macro sap_key(column, length) -%}
    case when try_cast(trim({{ column }}) as bigint) = 0 then null
         when try_cast(trim({{ column }}) as bigint) is not null and length(trim({{ column }})) < {{ length }} then lpad(trim({{ column }}), {{ length }}, '0')
         else nullif(trim({{ column }}), '') end
{%- endmacro %}

{# Date and time column of local wall-clock time -> UTC timestamp, by the formats and the zone of the form that the file has. #}
{% macro sap_timestamp(table, date_column, time_column) -%}
    {%- if not execute -%}{{ return('null') }}{%- endif -%}
    {%- set feed = opsfacts.feed_node('sap', table).config.meta.feed -%}
    {%- set date_text = opsfacts.present(date_column, feed.null_values) | trim -%}
    case _delivery
        {%- for delivery in feed.deliveries %}
        {%- set settings = dict(feed) %}
        {%- do settings.update(delivery) %}
        when '{{ delivery.name }}' then {{ opsfacts.local_to_utc(opsfacts.parse_timestamp(date_text ~ " || ' ' || trim(" ~ time_column ~ ")", settings.datetime_formats), settings.source_timezone) }}
        {%- endfor %}
    end
{%- endmacro %}

{# SAP flags are X or blank. #}
{% macro sap_flag(column) -%}
    coalesce(upper(trim({{ column }})) = 'X', false)
{%- endmacro %}

{# Quantities and amounts are unsigned; S (debit) comes in, H (credit) goes out. Some lists print the minus as well: it tells nothing new. #}
{% macro sap_sign(column) -%}
    case upper(trim({{ column }})) when 'S' then 1 when 'H' then -1 end
{%- endmacro %}

{# Tables hold every amount with two decimals, whatever the currency has: 450.00 for 45,000 yen. What users download is put right already, an extract is
   not. `decimals` is the alias of the code map currency_decimals, joined to the currency. #}
{% macro sap_amount(amount, is_extract, decimals) -%}
    cast(case
        when not {{ is_extract }} or {{ decimals }}.meaning is null then {{ amount }}
        {%- for digits, factor in {0: '* 100', 1: '* 10', 3: '* 0.1', 4: '* 0.01'}.items() %}
        when {{ decimals }}.meaning = '{{ digits }}' then {{ amount }} {{ factor }}
        {%- endfor %}
    end as decimal(18, 4))
{%- endmacro %}
