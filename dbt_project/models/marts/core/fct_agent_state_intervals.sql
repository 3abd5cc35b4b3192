with states as (

    {{ union_adapters('vendor', 'agent_state_intervals') }}

)

select
    {{ surrogate_key(['states.source_system', 'states.agent_account_key', 'states.platform', 'states.starts_at']) }} as agent_state_interval_key,
    states.source_system,
    states.agent_account_key,
    states.platform,
    states.starts_at,
    states.ends_at,
    {{ seconds_between('states.starts_at', 'states.ends_at') }} as duration_seconds,
    identities.agent_key,
    agents.agent_version_key,
    states.state,
    states.state_raw,
    cast(null as timestamp) as recorded_at,
    states.loaded_at,
    false as is_deleted,
    states.source_file_sha256,
    states.source_row_number
from states
{{ join_agents('states.source_system', 'states.agent_account_key', 'cast(states.starts_at as date)') }}
