-- An item is what its last event says: attributes, and the net value, which is cumulative per item and must never be summed over events.
with last_events as (

    select purchase_order_line_id, max(event_number) as event_number
    from {{ ref('stg_sap_event_log__po_item_events') }}
    group by purchase_order_line_id

),

-- The last of deletion and reactivation decides; few items have either.
deletions as (

    select
        events.purchase_order_line_id,
        max_by(activities.event_type, events.event_number) = 'order_line_deleted' as is_deleted
    from {{ ref('stg_sap_event_log__po_item_events') }} as events
    join {{ ref('purchase_order_activities') }} as activities
        on activities.source_system = 'sap_event_log' and activities.activity = events.activity_raw
    where activities.event_type in ('order_line_deleted', 'order_line_reactivated')
    group by events.purchase_order_line_id

)

select
    events.purchase_order_line_id,
    events.purchase_order_id,
    events.line_number,
    events.company_code,
    events.document_type_raw,
    events.document_category_raw,
    events.item_type_raw,
    events.is_goods_receipt_based_invoicing,
    events.is_goods_receipt_expected,
    events.supplier_id,
    events.supplier_name,
    events.spend_area,
    events.cumulative_net_amount_eur as net_amount_eur,
    coalesce(deletions.is_deleted, false) as is_deleted,
    events.occurred_at as last_event_at,
    events._loaded_at,
    events._file_sha256,
    events._row_number
from {{ ref('stg_sap_event_log__po_item_events') }} as events
join last_events
    on events.purchase_order_line_id = last_events.purchase_order_line_id and events.event_number = last_events.event_number
left join deletions on events.purchase_order_line_id = deletions.purchase_order_line_id
