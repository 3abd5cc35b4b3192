{# Local calendar day of an Oracle stamp in any of its spellings: 2024-03-04 09:00:00.000000, 2024/03/04 09:00:00, 04-MAR-2024 09:00:00, 04-MAR-24. #}
{% macro oracle_date(column) -%}
    coalesce({{ opsfacts.parse_date("left(trim(" ~ column ~ "), 10)", ['%Y-%m-%d', '%Y/%m/%d']) }}, {{ opsfacts.parse_date("split_part(trim(" ~ column ~ "), ' ', 1)", ['%d-%b-%y', '%d-%b-%Y']) }})
{%- endmacro %}

{# The keys that the latest primary-key extract of Fusion lists, beside a document; `oracle_is_deleted` reads them. #}
{% macro join_oracle_keys(object, key, document) -%}
    left join {{ ref('stg_oracle__oracle_' ~ object ~ '_keys') }} as existing on {{ document }}.{{ key }} = existing.{{ key }} and not existing._is_missing
{%- endmacro %}

{# Whether a document of Fusion was deleted: a primary-key extract that is younger than the document's last change lacks it. Without such an
   extract nothing is known to be deleted. #}
{% macro oracle_is_deleted(object, key, document) -%}
    coalesce(
        {{ document }}.delivery = 'bicc'
        and existing.{{ key }} is null
        and {{ document }}.last_update_date < (select max(_file_time) from {{ ref('stg_oracle__oracle_' ~ object ~ '_keys') }}), false
    )
{%- endmacro %}
