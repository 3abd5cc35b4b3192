with lines as (

    select
        purchase_order_key,
        count(*) as line_count,
        count(*) filter (where not is_deleted) as live_line_count,
        sum(case when not is_deleted then ordered_amount end) as ordered_amount,
        min(created_at) as ordered_at,
        min(created_on) as ordered_on,
        max(created_at_precision) as ordered_at_precision,
        min(first_receipt_at) as first_receipt_at,
        min(first_invoice_at) as first_invoice_at,
        count(*) filter (where not is_deleted and is_received) as received_line_count,
        count(*) filter (where not is_deleted and coalesce(is_goods_receipt_expected, true) and not is_received) as awaiting_receipt_line_count,
        count(*) filter (where not is_deleted and is_cleared) as cleared_line_count
    from {{ ref('fct_purchase_order_lines') }}
    group by purchase_order_key

),

orders as (

    select
        *,
        {{ surrogate_key(['source_system', 'purchase_order_id']) }} as purchase_order_key
    from {{ ref('int_procurement__orders') }}

)

select
    orders.purchase_order_key,
    orders.source_system,
    orders.purchase_order_id,
    orders.purchase_order_number,
    case when orders.supplier_id is not null then {{ surrogate_key(['orders.source_system', 'orders.supplier_id']) }} end as supplier_key,
    orders.company_code,
    orders.document_type_raw,
    orders.document_category_raw,
    case when orders.requisition_id is not null then {{ surrogate_key(['orders.source_system', 'orders.requisition_id']) }} end as requisition_key,
    orders.buyer_key,
    orders.status_raw,
    orders.approval_status,
    orders.currency_code,
    cast(coalesce(lines.ordered_amount, 0) as decimal(18, 4)) as ordered_amount,
    coalesce(lines.line_count, 0) as line_count,
    coalesce(lines.received_line_count, 0) as received_line_count,
    coalesce(lines.cleared_line_count, 0) as cleared_line_count,
    coalesce(orders.created_at, lines.ordered_at) as ordered_at,
    coalesce(orders.created_on, lines.ordered_on) as ordered_on,
    coalesce(orders.created_at_precision, lines.ordered_at_precision) as ordered_at_precision,
    lines.first_receipt_at,
    lines.first_invoice_at,
    orders.is_deleted or coalesce(lines.live_line_count = 0, false) as is_deleted,
    case
        when orders.is_deleted or lines.live_line_count = 0 then 'deleted'
        when orders.approval_status in ('cancelled', 'rejected') then 'cancelled'
        when lines.cleared_line_count = lines.live_line_count then 'cleared'
        when orders.approval_status = 'closed' then 'closed'
        when lines.awaiting_receipt_line_count = 0 then 'received'
        when lines.received_line_count > 0 then 'partly_received'
        else 'open'
    end as status,
    orders.recorded_at,
    orders.loaded_at,
    orders.source_file_sha256,
    orders.source_row_number
from orders
left join lines on orders.purchase_order_key = lines.purchase_order_key
