{{ config(materialized='ephemeral') }}

-- A link from an order line to a bill line is a match. NetSuite tells of no exceptions: a price that differs is a difference between the lines.
select
    'netsuite' as source_system,
    lines.transaction_line_id as match_result_id,
    lines.transaction_id as invoice_id,
    lines.transaction_line_id as invoice_line_id,
    concat_ws('_', links.previous_transaction_id, links.previous_line_id) as purchase_order_line_id,
    cast(null as string) as receipt_id,
    case when transactions.is_voided then 'voided' else 'matched' end as outcome,
    cast(null as string) as exception_type,
    cast(null as string) as exception_raw,
    cast(null as boolean) as is_resolved,
    lines.quantity as matched_quantity,
    lines.amount as matched_amount,
    cast(null as decimal(18, 4)) as breach_amount,
    lines.modified_at as recorded_at,
    transactions.deleted_at is not null or lines.deleted_at is not null as is_deleted,
    links._loaded_at as loaded_at,
    links._file_sha256 as source_file_sha256,
    links._row_number as source_row_number
from {{ ref('stg_netsuite__netsuite_nexttransactionlinelink') }} as links
join {{ ref('int_procurement__netsuite_lines') }} as lines on links.next_transaction_id = lines.transaction_id and links.next_line_id = lines.line_id
join {{ ref('int_procurement__netsuite_transactions') }} as transactions
    on lines.transaction_id = transactions.transaction_id and transactions.transaction_type in ('VendBill', 'VendCred')
where links.link_type = 'OrdBill'
