{{ config(materialized='ephemeral') }}

-- A requirement type stands for what is staffed, usually a queue.
select
    'assembled' as source_system,
    requirement_type_id || '|' || cast(starts_at as string) as capacity_interval_id,
    cast(null as string) as vendor_name,
    cast(null as string) as site,
    requirement_type_id as queue,
    cast(null as string) as channel,
    starts_at,
    {{ seconds_between('starts_at', 'ends_at') }} as interval_seconds,
    cast(null as decimal(18, 4)) as forecast_count,
    cast(null as bigint) as offered_count,
    cast(null as bigint) as handled_count,
    cast(null as bigint) as abandoned_count,
    cast(null as bigint) as answered_within_target_count,
    cast(null as bigint) as answer_target_seconds,
    cast(null as decimal(9, 6)) as reported_service_level_rate,
    cast(null as decimal(18, 4)) as forecast_handle_seconds,
    cast(null as decimal(18, 4)) as average_handle_seconds,
    required_count,
    scheduled_count,
    cast(null as bigint) as staffed_seconds,
    cast(null as bigint) as productive_seconds,
    cast(null as bigint) as occupied_seconds,
    cast(null as bigint) as idle_seconds,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_assembled__assembled_requirements') }}
