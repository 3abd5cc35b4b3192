with intervals as (

    {{ union_adapters('vendor', 'capacity_intervals') }}

)

select
    {{ surrogate_key(['source_system', 'capacity_interval_id']) }} as capacity_interval_key,
    source_system,
    capacity_interval_id,
    case when vendor_name is not null then {{ surrogate_key(['lower(vendor_name)']) }} end as vendor_key,
    site,
    queue,
    channel,
    starts_at,
    interval_seconds,
    forecast_count,
    offered_count,
    handled_count,
    abandoned_count,
    answered_within_target_count,
    answer_target_seconds,
    reported_service_level_rate,
    forecast_handle_seconds,
    average_handle_seconds,
    required_count,
    scheduled_count,
    staffed_seconds,
    productive_seconds,
    occupied_seconds,
    idle_seconds,
    cast(null as timestamp) as recorded_at,
    loaded_at,
    false as is_deleted,
    source_file_sha256,
    source_row_number
from intervals
