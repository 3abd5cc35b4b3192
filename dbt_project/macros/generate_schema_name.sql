{# Schemas are named after the layer or domain alone, so that a reader of the published file sees `support.…`, not `main_support.…`. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name is not none else target.schema }}
{%- endmacro %}
