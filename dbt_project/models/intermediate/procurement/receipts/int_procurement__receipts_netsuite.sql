{{ config(materialized='ephemeral') }}

-- Lines of item receipts, linked to the order line that they fulfil. NetSuite has no reversal of a receipt: it is deleted, which cancels it at that moment.
with receipts as (

    select
        lines.transaction_line_id,
        coalesce(links.previous_transaction_id, orders.transaction_id) as purchase_order_id,
        concat_ws('_', links.previous_transaction_id, links.previous_line_id) as purchase_order_line_id,
        links.previous_transaction_id is not null as is_linked,
        transactions.transaction_type,
        transactions.transaction_on,
        transactions.created_at,
        transactions.deleted_at,
        transactions.currency_code,
        transactions.modified_at,
        lines.quantity,
        lines.quantity_unit,
        lines.amount,
        lines._loaded_at,
        lines._file_sha256,
        lines._row_number
    from {{ ref('int_procurement__netsuite_lines') }} as lines
    join {{ ref('int_procurement__netsuite_transactions') }} as transactions on lines.transaction_id = transactions.transaction_id and transactions.transaction_type = 'ItemRcpt'
    left join {{ ref('stg_netsuite__netsuite_nexttransactionlinelink') }} as links
        on lines.transaction_id = links.next_transaction_id and lines.line_id = links.next_line_id and links.link_type = 'ShipRcpt'
    left join {{ ref('stg_netsuite__netsuite_transaction') }} as orders on lines.created_from_id = orders.transaction_id and orders.transaction_type = 'PurchOrd'

)

select
    'netsuite' as source_system,
    transaction_line_id as receipt_id,
    purchase_order_id,
    case when is_linked then purchase_order_line_id end as purchase_order_line_id,
    'goods_receipt_recorded' as event_type,
    transaction_type as activity_raw,
    transaction_on as posted_on,
    created_at as received_at,
    quantity as received_quantity,
    quantity_unit,
    amount as received_amount,
    currency_code,
    cast(null as string) as reversed_receipt_id,
    created_at as recorded_at,
    false as is_deleted,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from receipts
where purchase_order_id is not null

union all

select
    'netsuite',
    transaction_line_id || '_deleted',
    purchase_order_id,
    case when is_linked then purchase_order_line_id end,
    'goods_receipt_cancelled',
    'deleted',
    cast({{ utc_to_local('deleted_at', feed_timezone('netsuite', 'netsuite_transaction')) }} as date),
    deleted_at,
    -quantity,
    quantity_unit,
    -amount,
    currency_code,
    transaction_line_id,
    deleted_at,
    false,
    _loaded_at,
    _file_sha256,
    _row_number
from receipts
where purchase_order_id is not null and deleted_at is not null
