{{ config(materialized='ephemeral') }}

select
    'assembled' as source_system,
    states.agent_account_key,
    states.platform,
    {{ meaning('meanings', 'states.state') }} as state,
    states.state as state_raw,
    states.starts_at,
    states.ends_at,
    states._loaded_at as loaded_at,
    states._file_sha256 as source_file_sha256,
    states._row_number as source_row_number
from {{ ref('stg_assembled__assembled_agent_states') }} as states
{{ join_codes('assembled', 'agent_state', 'states.state', 'meanings') }}
