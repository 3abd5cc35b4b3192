{# All adapters of an entity, unioned. The adapters are the files of models/intermediate/<domain>/<entity>/: orchestration lists them
   (OPSFACTS_ADAPTERS), since dbt must know a reference before it knows the project; so a new system is a new file and no edit. #}
{% macro union_adapters(domain, entity) -%}
    {%- set listed = env_var('OPSFACTS_ADAPTERS', '') -%}
    {%- if not listed %}{{ exceptions.raise_compiler_error('OPSFACTS_ADAPTERS is not set. Run `eval "$(opsfacts env)"` before dbt.') }}{% endif -%}
    {%- for name in fromjson(listed)[domain ~ '/' ~ entity] -%}
    select * from {{ ref(name) }}
    {%- if not loop.last %}
    union all
    {% endif -%}
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
