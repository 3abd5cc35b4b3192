{{ config(materialized='ephemeral') }}

{#- Inventory transactions carry no sign. One that refers to another takes it back or returns it. A transaction voided in place, to which no other
   refers, is deleted. -#}
{%- set time_zone = feed_timezone('coupa', 'coupa_receipts') %}

with transactions as (

    select
        receipts.*,
        {{ meaning('types', 'receipts.receipt_type_raw') }} as meaning,
        lower(receipts.status_raw) = 'voided' as is_voided,
        reversals.original_receipt_id is not null as is_reversed
    from {{ ref('stg_coupa__receipts') }} as receipts
    left join (select distinct original_receipt_id from {{ ref('stg_coupa__receipts') }} where original_receipt_id is not null) as reversals
        on receipts.receipt_id = reversals.original_receipt_id
    {{ join_codes('coupa', 'receipt_type', 'receipts.receipt_type_raw', as='types') }}

),

events as (

    select
        *,
        case
            when original_receipt_id is null or not is_voided then meaning
            when meaning = 'goods_receipt_recorded' then 'goods_receipt_cancelled'
            when meaning = 'goods_returned' then 'goods_return_cancelled'
            else meaning
        end as event_type
    from transactions
    where coalesce(meaning, 'unknown') not in ('stock_movement', 'unknown')

)

select
    'coupa' as source_system,
    receipt_id,
    purchase_order_id,
    purchase_order_line_id,
    event_type,
    receipt_type_raw as activity_raw,
    cast({{ utc_to_local('created_at', time_zone) }} as date) as posted_on,
    created_at as received_at,
    case when event_type in ('goods_receipt_recorded', 'goods_return_cancelled') then 1 else -1 end * abs(received_quantity) as received_quantity,
    quantity_unit,
    case when event_type in ('goods_receipt_recorded', 'goods_return_cancelled') then 1 else -1 end * abs(received_amount) as received_amount,
    currency_code,
    original_receipt_id as reversed_receipt_id,
    updated_at as recorded_at,
    coalesce(is_voided, false) and original_receipt_id is null and not is_reversed as is_deleted,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from events
