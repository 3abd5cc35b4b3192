with shifts as (

    {{ union_adapters('vendor', 'shifts') }}

),

-- Cancelled shifts overlap nothing, so they are compared among themselves and then left out.
neighbours as (

    select
        *,
        max(ends_at) over (
            partition by source_system, agent_account_key, status = 'cancelled'
            order by starts_at asc nulls last, shift_id asc nulls last rows between unbounded preceding and 1 preceding
        ) as earlier_ends_at,
        lead(starts_at) over (
            partition by source_system, agent_account_key, status = 'cancelled' order by starts_at asc nulls last, shift_id asc nulls last
        ) as next_starts_at
    from shifts

)

select
    {{ surrogate_key(['shifts.source_system', 'shifts.shift_id']) }} as shift_key,
    shifts.source_system,
    shifts.shift_id,
    shifts.agent_account_key,
    identities.agent_key,
    agents.agent_version_key,
    coalesce(case when shifts.vendor_name is not null then {{ surrogate_key(['lower(shifts.vendor_name)']) }} end, agents.vendor_key) as vendor_key,
    shifts.site,
    shifts.activity_raw,
    shifts.status,
    shifts.status_raw,
    shifts.is_productive,
    shifts.is_paid,
    shifts.is_time_off,
    coalesce(shifts.status <> 'cancelled' and (shifts.earlier_ends_at > shifts.starts_at or shifts.next_starts_at < shifts.ends_at), false) as is_overlapping,
    shifts.started_on,
    shifts.starts_at,
    shifts.ends_at,
    {{ seconds_between('shifts.starts_at', 'shifts.ends_at') }} as duration_seconds,
    cast(null as timestamp) as recorded_at,
    shifts.loaded_at,
    false as is_deleted,
    shifts.source_file_sha256,
    shifts.source_row_number
from neighbours as shifts
{{ join_agents('shifts.source_system', 'shifts.agent_account_key', 'coalesce(shifts.started_on, cast(shifts.starts_at as date))') }}
