{{ config(materialized='ephemeral') }}

{#- Every state of a line that an export showed; states that changed nothing of it are left out. -#}
with states as (

    select * from {{ ref('stg_zip__purchase_order_line_versions') }}

),

changes as (

    select *
    from states
    qualify row_number() over line_states = 1
        or ordered_quantity is distinct from lag(ordered_quantity) over line_states
        or unit_price is distinct from lag(unit_price) over line_states
        or ordered_amount is distinct from lag(ordered_amount) over line_states
        or currency_code is distinct from lag(currency_code) over line_states
    window line_states as (partition by purchase_order_line_id order by updated_at nulls first)

)

select
    'zip' as source_system,
    purchase_order_line_id,
    cast(row_number() over (partition by purchase_order_line_id order by updated_at nulls first) as bigint) as version_number,
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
from changes
