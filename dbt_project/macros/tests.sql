{# Generic data test: rows for which a condition does not hold. A null condition is a failure too. #}
{% test every_row_holds(model, condition) -%}
    select * from {{ model }} where not coalesce({{ condition }}, false)
{%- endtest %}
