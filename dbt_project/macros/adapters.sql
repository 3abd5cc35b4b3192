{# All adapters of an entity, unioned. The adapters are the files of models/intermediate/<domain>/<entity>/: orchestration lists them
   (OPSFACTS_ADAPTERS), since dbt must know a reference before it knows the project; so a new system is a new file and no edit.
   `columns` maps the columns that every adapter gives to their types; an entity that no system fills yet is then an empty table. #}
{% macro union_adapters(domain, entity, columns={}) -%}
    {%- set listed = env_var('OPSFACTS_ADAPTERS', '') -%}
    {%- if not listed %}{{ exceptions.raise_compiler_error('OPSFACTS_ADAPTERS is not set. Run `eval "$(opsfacts env)"` before dbt.') }}{% endif -%}
    {%- set names = fromjson(listed).get(domain ~ '/' ~ entity, []) -%}
    {%- for name in names -%}
    select
        {%- for column, type in columns.items() %}
        cast({{ column }} as {{ type }}) as {{ column }}{{ ',' if not loop.last }}
        {%- else %} *{% endfor %}
    from {{ ref(name) }}
    {%- if not loop.last %}
    union all
    {% endif -%}
    {%- else -%}
    select {% for column, type in columns.items() %}cast(null as {{ type }}) as {{ column }}{{ ', ' if not loop.last }}{% endfor %}
    where 1 = 0
    {%- endfor -%}
{%- endmacro %}

{# Joins the code map of a system (seed <system>_codes: code_type, code in lower case, meaning) to a raw code. #}
{% macro join_codes(system, code_type, expression, as) -%}
    left join {{ ref(system ~ '_codes') }} as {{ as }} on {{ as }}.code_type = '{{ code_type }}' and {{ as }}.code = lower({{ expression }})
{%- endmacro %}

{# What a raw code means; `unknown` where the map does not list it, null where there is no code. #}
{% macro meaning(as, expression) -%}
    case when {{ expression }} is not null then coalesce({{ as }}.meaning, 'unknown') end
{%- endmacro %}
