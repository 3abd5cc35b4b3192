{{ config(materialized='ephemeral') }}

{#- Every state of a line that an export showed; states that changed nothing of it are left out. -#}
{%- set line_states = 'partition by purchase_order_line_id order by updated_at nulls first' -%}

with states as (

    select * from {{ ref('stg_zip__purchase_order_line_versions') }}

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
    'zip' as source_system,
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
