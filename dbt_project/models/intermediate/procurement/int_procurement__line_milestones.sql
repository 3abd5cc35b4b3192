-- One pass over the events; everything a line needs to know of them. Receipts, invoices and clearings are firsts even if reversed later:
-- the counts beside them tell.
select
    purchase_order_line_key,
    min(occurred_at) filter (where event_type = 'order_line_created') as created_at,
    min(occurred_on) filter (where event_type = 'order_line_created') as created_on,
    max(occurred_at_precision) filter (where event_type = 'order_line_created') as created_at_precision,
    min(occurred_at) filter (where event_type = 'goods_receipt_recorded') as first_receipt_at,
    min(occurred_on) filter (where event_type = 'goods_receipt_recorded') as first_receipt_on,
    min(occurred_at) filter (where event_type = 'invoice_recorded') as first_invoice_at,
    min(occurred_on) filter (where event_type = 'invoice_recorded') as first_invoice_on,
    min(occurred_at) filter (where event_type = 'invoice_cleared') as first_cleared_at,
    min(occurred_on) filter (where event_type = 'invoice_cleared') as first_cleared_on,
    max(occurred_at_precision) filter (where event_type = 'invoice_cleared') as first_cleared_at_precision,
    count(*) as event_count,
    count(*) filter (where event_type = 'goods_receipt_recorded') as receipt_count,
    count(*) filter (where event_type in ('goods_receipt_cancelled', 'goods_returned')) as reversed_receipt_count,
    count(*) filter (where event_type = 'goods_return_cancelled') as cancelled_return_count,
    count(*) filter (where event_type = 'invoice_recorded') as invoice_count,
    count(*) filter (where actor_type = 'person') as human_event_count,
    count(*) filter (where actor_type <> 'unknown') as known_actor_count,
    count(*) filter (where is_touch) as touch_count,
    count(*) filter (where is_touch and actor_type = 'person') as human_touch_count
from {{ ref('fct_purchase_order_events') }}
group by purchase_order_line_key
