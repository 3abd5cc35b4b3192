with agent_days as (

    {{ union_adapters('vendor', 'agent_days') }}

)

select
    {{ surrogate_key(['agent_days.source_system', 'agent_days.agent_account_key', 'agent_days.worked_on']) }} as agent_day_key,
    agent_days.source_system,
    agent_days.agent_account_key,
    agent_days.worked_on,
    identities.agent_key,
    agents.agent_version_key,
    agent_days.handled_count,
    agent_days.scheduled_seconds,
    agent_days.logged_in_seconds,
    agent_days.available_seconds,
    agent_days.talk_seconds,
    agent_days.hold_seconds,
    agent_days.after_contact_seconds,
    agent_days.auxiliary_seconds,
    agent_days.planned_shrinkage_seconds,
    agent_days.unplanned_shrinkage_seconds,
    agent_days.reported_adherence_rate,
    agent_days.reported_conformance_rate,
    agent_days.absence_code_raw,
    cast(null as timestamp) as recorded_at,
    agent_days.loaded_at,
    false as is_deleted,
    agent_days.source_file_sha256,
    agent_days.source_row_number
from agent_days
{{ join_agents('agent_days.source_system', 'agent_days.agent_account_key', 'agent_days.worked_on') }}
