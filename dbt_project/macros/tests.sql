{# Generic data test: rows for which a condition does not hold. A null condition is a failure too. #}
{% test every_row_holds(model, condition) -%}
    select * from {{ model }} where not coalesce({{ condition }}, false)
{%- endtest %}

{# Generic data test: rows in which any of the columns is null. One pass over the table, where a test per column would be many. #}
{% test never_null(model, columns) -%}
    select * from {{ model }} where {% for column in columns %}{{ column }} is null{{ ' or ' if not loop.last }}{% endfor %}
{%- endtest %}
