{{ config(materialized='ephemeral') }}

-- States of a line that differ in quantity, price or amount. A saved search shows the latest state alone.
with states as (

    select
        versions.*,
        concat_ws('_', versions.transaction_id, versions.line_id) as purchase_order_line_id,
        transactions.currency_code,
        transactions.deleted_at is not null or versions.deleted_at is not null as is_deleted,
        row_number() over line as state_number,
        lag(versions.quantity) over line as earlier_quantity,
        lag(versions.unit_price) over line as earlier_unit_price,
        lag(versions.amount) over line as earlier_amount
    from {{ ref('stg_netsuite__netsuite_transactionline_versions') }} as versions
    join {{ ref('int_procurement__netsuite_transactions') }} as transactions on versions.transaction_id = transactions.transaction_id and transactions.transaction_type = 'PurchOrd'
    where not coalesce(versions.is_main_line, false) and not coalesce(versions.is_tax_line, false)
    window line as (partition by versions.transaction_id, versions.line_id order by versions.modified_at nulls first)

)

select
    'netsuite' as source_system,
    purchase_order_line_id,
    cast(row_number() over (partition by purchase_order_line_id order by modified_at nulls first) as bigint) as version_number,
    modified_at as valid_from_at,
    quantity as ordered_quantity,
    unit_price,
    amount as ordered_amount,
    currency_code,
    modified_at as recorded_at,
    is_deleted,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from states
where state_number = 1
    or quantity is distinct from earlier_quantity
    or unit_price is distinct from earlier_unit_price
    or amount is distinct from earlier_amount
