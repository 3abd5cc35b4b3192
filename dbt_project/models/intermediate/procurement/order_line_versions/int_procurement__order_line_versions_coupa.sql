{{ config(materialized='ephemeral') }}

{#- Every state of a line that a flat file or API page showed; states that changed nothing but, say, what was received are left out. -#}
{%- set line_states = 'partition by purchase_order_line_id order by updated_at nulls first, form nulls last' -%}

with states as (

    {% for form in ['purchase_order_line_versions', 'purchase_order_lines_api'] %}
    select
        {{ loop.index }} as form, purchase_order_line_id, updated_at, ordered_quantity, unit_price, ordered_amount, currency_code, _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_coupa__' ~ form) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

compared as (

    select
        *,
        row_number() over ({{ line_states }}) as state_number,
        lag(ordered_quantity) over ({{ line_states }}) as previous_quantity,
        lag(unit_price) over ({{ line_states }}) as previous_price,
        lag(ordered_amount) over ({{ line_states }}) as previous_amount,
        lag(currency_code) over ({{ line_states }}) as previous_currency_code
    from states

)

select
    'coupa' as source_system,
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
