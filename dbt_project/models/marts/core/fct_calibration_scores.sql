with scores as (

    {{ union_adapters('vendor', 'calibration_scores') }}

)

select
    {{ surrogate_key(['scores.source_system', 'scores.calibration_session_id', 'scores.ticket_id', 'scores.item_id', 'scores.grader_key']) }} as calibration_score_key,
    scores.source_system,
    scores.calibration_session_id,
    scores.ticket_id,
    scores.item_id,
    scores.grader_key,
    scores.agent_account_key,
    identities.agent_key,
    scores.score_percent,
    scores.held_at,
    scores.recorded_at,
    scores.loaded_at,
    scores.is_deleted,
    scores.source_file_sha256,
    scores.source_row_number
from scores
left join {{ ref('bridge_agent_identities') }} as identities
    on identities.source_system = scores.source_system and identities.agent_account_key = scores.agent_account_key
