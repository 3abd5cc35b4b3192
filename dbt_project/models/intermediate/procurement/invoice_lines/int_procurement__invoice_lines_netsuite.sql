{{ config(materialized='ephemeral') }}

-- Lines of bills and bill credits but the main and tax lines, with the order line that the link OrdBill leads back to.
select
    'netsuite' as source_system,
    lines.transaction_line_id as invoice_line_id,
    lines.transaction_id as invoice_id,
    cast(lines.line_number as string) as line_number,
    links.previous_transaction_id as purchase_order_id,
    case when links.previous_transaction_id is not null then concat_ws('_', links.previous_transaction_id, links.previous_line_id) end as purchase_order_line_id,
    cast(null as string) as receipt_id,
    lines.quantity,
    lines.unit_price,
    lines.amount as line_amount,
    transactions.currency_code,
    lines.modified_at as recorded_at,
    transactions.deleted_at is not null or lines.deleted_at is not null as is_deleted,
    lines._loaded_at as loaded_at,
    lines._file_sha256 as source_file_sha256,
    lines._row_number as source_row_number
from {{ ref('int_procurement__netsuite_lines') }} as lines
join {{ ref('int_procurement__netsuite_transactions') }} as transactions
    on lines.transaction_id = transactions.transaction_id and transactions.transaction_type in ('VendBill', 'VendCred')
left join {{ ref('stg_netsuite__netsuite_nexttransactionlinelink') }} as links
    on lines.transaction_id = links.next_transaction_id and lines.line_id = links.next_line_id and links.link_type = 'OrdBill'
