{{ config(materialized='ephemeral') }}

-- What is scheduled; whether it was worked is in the states. Assembled names no vendor and no zone.
select
    'assembled' as source_system,
    activities.activity_id as shift_id,
    activities.agent_account_key,
    cast(null as string) as vendor_name,
    people.site,
    coalesce(types.activity_type_name, activities.activity_type_id) as activity_raw,
    'scheduled' as status,
    cast(null as string) as status_raw,
    types.is_productive,
    cast(null as boolean) as is_paid,
    types.is_time_off,
    cast(null as date) as started_on,
    activities.starts_at,
    activities.ends_at,
    activities._loaded_at as loaded_at,
    activities._file_sha256 as source_file_sha256,
    activities._row_number as source_row_number
from {{ ref('stg_assembled__assembled_activities') }} as activities
left join {{ ref('stg_assembled__assembled_activity_types') }} as types on types.activity_type_id = activities.activity_type_id
left join {{ ref('stg_assembled__assembled_people') }} as people on people.agent_account_key = activities.agent_account_key
