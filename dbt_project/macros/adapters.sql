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

{# For a fact_accounting adapter: the rows of a staging model (alias `staged`) that a fact should hold. `excluded` counts those it leaves out,
   for the reason given; a join may follow. #}
{% macro counted_rows(staging_model, fact_model, excluded='0', reason=none) -%}
    select
        '{{ staging_model }}' as staging_model, '{{ fact_model }}' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, {{ excluded }} as excluded_value, {{ "'" ~ reason ~ "'" if reason else 'cast(null as string)' }} as exclusion_reason
    from {{ ref(staging_model) }} as staged
{%- endmacro %}

{# States of order lines -> the versions of the entity order_line_versions, without the states that changed neither quantity nor price. `states` names a CTE with
   a row per state; `tie` orders states of the same instant. #}
{% macro order_line_versions(system, states='states', tie=none) -%}
    {%- set line_states = 'partition by purchase_order_line_id order by updated_at nulls first' ~ (', ' ~ tie ~ ' nulls last' if tie else '') -%}
compared as (

    select
        *,
        row_number() over ({{ line_states }}) as state_number,
        lag(ordered_quantity) over ({{ line_states }}) as previous_quantity,
        lag(unit_price) over ({{ line_states }}) as previous_price,
        lag(ordered_amount) over ({{ line_states }}) as previous_amount,
        lag(currency_code) over ({{ line_states }}) as previous_currency_code
    from {{ states }}

)

select
    '{{ system }}' as source_system,
    purchase_order_line_id,
    cast(row_number() over ({{ line_states }}) as bigint) as version_number,
    updated_at as valid_from_at,
    ordered_quantity,
    unit_price,
    ordered_amount,
    currency_code,
    updated_at as recorded_at,
    false as is_deleted,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from compared
where state_number = 1
    or ordered_quantity is distinct from previous_quantity
    or unit_price is distinct from previous_price
    or ordered_amount is distinct from previous_amount
    or currency_code is distinct from previous_currency_code
{%- endmacro %}

{# How many states that leaves out, counted by another way: a CTE `states` numbers the states of each line by `state_number`. #}
{% macro unchanged_state_count() -%}
    (select count(*) from states as later
            join states as earlier on later.purchase_order_line_id = earlier.purchase_order_line_id and later.state_number = earlier.state_number + 1
            where later.ordered_quantity is not distinct from earlier.ordered_quantity
                and later.unit_price is not distinct from earlier.unit_price
                and later.ordered_amount is not distinct from earlier.ordered_amount
                and later.currency_code is not distinct from earlier.currency_code)
{%- endmacro %}
