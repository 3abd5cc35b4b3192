{{ config(materialized='ephemeral') }}

select
    'workforce' as source_system,
    shifts.vendor_name || '|' || shifts.shift_id as shift_id,
    shifts.agent_account_key,
    shifts.vendor_name,
    shifts.site,
    shifts.activity as activity_raw,
    {{ meaning('statuses', 'shifts.status') }} as status,
    shifts.status as status_raw,
    shifts.is_productive,
    shifts.is_paid,
    cast(null as boolean) as is_time_off,
    cast(shifts.starts_at_local as date) as started_on,
    shifts.starts_at,
    shifts.ends_at,
    shifts._loaded_at as loaded_at,
    shifts._file_sha256 as source_file_sha256,
    shifts._row_number as source_row_number
from {{ ref('stg_workforce__workforce_shifts') }} as shifts
{{ join_codes('workforce', 'shift_status', 'shifts.status', 'statuses') }}
