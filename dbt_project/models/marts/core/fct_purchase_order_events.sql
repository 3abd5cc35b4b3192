with events as (

    select * from {{ ref('int_procurement__order_events_sap') }}
    union all
    select * from {{ ref('int_procurement__order_events_event_log') }}

)

select
    {{ surrogate_key(['events.source_system', 'events.purchase_order_event_id']) }} as purchase_order_event_key,
    events.source_system,
    events.purchase_order_event_id,
    {{ surrogate_key(['events.source_system', 'events.purchase_order_line_id']) }} as purchase_order_line_key,
    events.event_number,
    coalesce(activities.event_type, 'unknown') as event_type,
    events.activity_raw,
    events.occurred_at,
    events.occurred_on,
    events.occurred_at_precision,
    coalesce(activities.time_basis, 'recorded') as time_basis,
    events.actor_id,
    events.actor_type,
    coalesce(activities.counts_as_touch, true) as is_touch,
    events.source_file_sha256,
    events.source_row_number
from events
left join {{ ref('purchase_order_activities') }} as activities
    on activities.source_system = events.source_system and activities.activity = events.activity_raw
