{{ config(materialized='ephemeral') }}

-- The log says that a receipt was recorded, not of how much.
select
    events.source_system,
    events.purchase_order_event_id as receipt_id,
    events.purchase_order_id,
    events.purchase_order_line_id,
    activities.event_type,
    events.activity_raw,
    events.occurred_on as posted_on,
    events.occurred_at as received_at,
    cast(null as decimal(18, 4)) as received_quantity,
    cast(null as string) as quantity_unit,
    cast(null as decimal(18, 4)) as received_amount,
    cast(null as string) as currency_code,
    cast(null as string) as reversed_receipt_id,
    events.occurred_at as recorded_at,
    false as is_deleted,
    events.loaded_at,
    events.source_file_sha256,
    events.source_row_number
from {{ ref('int_procurement__order_events_sap_event_log') }} as events
join {{ ref('purchase_order_activities') }} as activities
    on activities.source_system = events.source_system and activities.activity = events.activity_raw
where activities.event_type in ('goods_receipt_recorded', 'goods_receipt_cancelled')
