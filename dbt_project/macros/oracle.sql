{# Local calendar day of an Oracle stamp in any of its spellings: 2024-03-04 09:00:00.000000, 2024/03/04 09:00:00, 04-MAR-2024 09:00:00, 04-MAR-24. #}
{% macro oracle_date(column) -%}
    coalesce({{ opsfacts.parse_date("left(trim(" ~ column ~ "), 10)", ['%Y-%m-%d', '%Y/%m/%d']) }}, {{ opsfacts.parse_date("split_part(trim(" ~ column ~ "), ' ', 1)", ['%d-%b-%y', '%d-%b-%Y']) }})
{%- endmacro %}

{# Whether a document was deleted: a primary-key extract that is younger than the document's last change lacks it. Without such an extract
   nothing is known to be deleted. #}
{% macro oracle_is_deleted(keys, key, document) -%}
    coalesce(
        {{ document }}.{{ key }} not in (select {{ key }} from {{ keys }} where not _is_missing)
        and {{ document }}.last_update_date < (select max(_file_time) from {{ keys }}), false
    )
{%- endmacro %}
