{{ config(materialized='ephemeral') }}

-- States of a line that differ in quantity, price or amount; the extract repeats lines that changed in nothing else.
with states as (

    select
        versions.*,
        headers.currency_code,
        {{ oracle_is_deleted('po_header', 'po_header_id', 'headers') }} as is_deleted,
        cast(coalesce(versions.quantity * versions.unit_price, versions.amount) as decimal(18, 4)) as ordered_amount,
        row_number() over line as state_number,
        lag(versions.quantity) over line as earlier_quantity,
        lag(versions.unit_price) over line as earlier_unit_price,
        lag(versions.amount) over line as earlier_amount
    from {{ ref('stg_oracle__oracle_po_lines_versions') }} as versions
    join {{ ref('stg_oracle__oracle_po_headers') }} as headers on versions.po_header_id = headers.po_header_id and upper(headers.type_lookup_code) = 'STANDARD'
    {{ join_oracle_keys('po_header', 'po_header_id', 'headers') }}
    window line as (partition by versions.po_line_id order by versions.last_update_date nulls first)

)

select
    'oracle' as source_system,
    po_line_id as purchase_order_line_id,
    cast(row_number() over (partition by po_line_id order by last_update_date nulls first) as bigint) as version_number,
    last_update_date as valid_from_at,
    quantity as ordered_quantity,
    unit_price,
    ordered_amount,
    currency_code,
    last_update_date as recorded_at,
    is_deleted,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from states
where state_number = 1
    or quantity is distinct from earlier_quantity
    or unit_price is distinct from earlier_unit_price
    or amount is distinct from earlier_amount
