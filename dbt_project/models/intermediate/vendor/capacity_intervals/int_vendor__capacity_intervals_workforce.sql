{{ config(materialized='ephemeral') }}

-- A totals row repeats what the rows above it say; an interval that a later file holds again replaces the earlier one.
select
    'workforce' as source_system,
    concat_ws('|', vendor_name, coalesce(site, ''), coalesce(queue, ''), coalesce(channel, ''), cast(starts_at_local as string)) as capacity_interval_id,
    vendor_name,
    site,
    queue,
    channel,
    starts_at,
    cast(interval_minutes * 60 as bigint) as interval_seconds,
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
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_workforce__workforce_intervals') }}
where not is_total and vendor_name is not null and starts_at is not null
qualify row_number() over (
    partition by vendor_name, site, queue, channel, starts_at_local
    order by _file_time desc nulls last, _file_name desc nulls last, _row_number desc nulls last, _file_sha256 desc nulls last
) = 1
