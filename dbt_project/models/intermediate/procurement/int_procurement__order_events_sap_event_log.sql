{{ config(materialized='view') }}

select
    'sap_event_log' as source_system,
    purchase_order_id,
    purchase_order_line_id,
    concat_ws('#', purchase_order_line_id, event_number) as purchase_order_event_id,
    event_number,
    'sap_event_log' as activity_map,
    activity_raw as activity,
    activity_raw,
    occurred_at,
    cast({{ utc_to_local('occurred_at', feed_timezone('sap_event_log', 'po_item_events')) }} as date) as occurred_on,
    'second' as occurred_at_precision,
    user_id as actor_id,
    case when user_id like 'user%' then 'person' when user_id like 'batch%' then 'batch' else 'unknown' end as actor_type,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_sap_event_log__po_item_events') }}
