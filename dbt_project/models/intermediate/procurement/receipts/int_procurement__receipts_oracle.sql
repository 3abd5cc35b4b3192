{{ config(materialized='ephemeral') }}

-- A receipt into stock is a RECEIVE and a DELIVER, and a correction corrects both: only what enters from or leaves for the supplier counts.
with transactions as (

    select
        transactions.*,
        types.meaning as transaction_meaning,
        parent_types.meaning as parent_meaning
    from {{ ref('stg_oracle__oracle_receiving_transactions') }} as transactions
    left join {{ ref('stg_oracle__oracle_receiving_transactions') }} as parents on transactions.parent_transaction_id = parents.transaction_id
    {{ join_codes('oracle', 'receipt_type', 'transactions.transaction_type', as='types') }}
    {{ join_codes('oracle', 'receipt_type', 'parents.transaction_type', as='parent_types') }}
    where transactions.po_line_id is not null

),

movements as (

    select
        *,
        case
            when transaction_meaning in ('goods_receipt_recorded', 'goods_returned') then transaction_meaning
            when transaction_meaning = 'correction' and parent_meaning = 'goods_receipt_recorded' then case when quantity < 0 then 'goods_receipt_cancelled' else 'goods_receipt_recorded' end
            when transaction_meaning = 'correction' and parent_meaning = 'goods_returned' then case when quantity < 0 then 'goods_return_cancelled' else 'goods_returned' end
        end as event_type,
        -- A return, and a correction of one, moves goods the other way.
        case when 'goods_returned' in (transaction_meaning, parent_meaning) then -quantity else quantity end as received_quantity
    from transactions

)

select
    'oracle' as source_system,
    transaction_id as receipt_id,
    po_header_id as purchase_order_id,
    po_line_id as purchase_order_line_id,
    event_type,
    transaction_type as activity_raw,
    posted_on,
    transaction_date as received_at,
    received_quantity,
    uom_code as quantity_unit,
    cast(received_quantity * po_unit_price as decimal(18, 4)) as received_amount,
    currency_code,
    case when transaction_meaning <> 'goods_receipt_recorded' then parent_transaction_id end as reversed_receipt_id,
    creation_date as recorded_at,
    false as is_deleted,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from movements
where event_type is not null
