{%- set columns = ['source_system', 'purchase_order_line_id', 'purchase_order_event_id', 'event_number', 'activity_map', 'activity', 'activity_raw', 'occurred_at', 'occurred_on',
    'occurred_at_precision', 'actor_id', 'actor_type', 'loaded_at', 'source_file_sha256', 'source_row_number'] | join(', ') -%}
with events as (

    select {{ columns }} from {{ ref('int_procurement__order_events_documents') }}
    union all
    select {{ columns }} from {{ ref('int_procurement__order_events_sap_event_log') }}

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
    events.loaded_at,
    events.source_file_sha256,
    events.source_row_number
from events
left join {{ ref('purchase_order_activities') }} as activities
    on activities.source_system = events.activity_map and activities.activity = events.activity
