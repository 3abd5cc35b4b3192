with evaluations as (

    {{ union_adapters('vendor', 'qa_evaluations') }}

)

select
    {{ surrogate_key(['evaluations.source_system', 'evaluations.qa_evaluation_id']) }} as qa_evaluation_key,
    evaluations.source_system,
    evaluations.qa_evaluation_id,
    evaluations.evaluation_type,
    evaluations.evaluation_type_raw,
    evaluations.scorecard_id,
    evaluations.ticket_id,
    tickets.ticket_key,
    evaluations.agent_account_key,
    identities.agent_key,
    agents.agent_version_key,
    evaluations.evaluator_key,
    evaluations.score_percent,
    evaluations.is_auto_failed,
    evaluations.interaction_at,
    evaluations.evaluated_at,
    evaluations.recorded_at,
    evaluations.loaded_at,
    evaluations.is_deleted,
    evaluations.source_file_sha256,
    evaluations.source_row_number
from evaluations
{{ join_agents('evaluations.source_system', 'evaluations.agent_account_key', 'cast(evaluations.evaluated_at as date)') }}
left join {{ ref('fct_tickets') }} as tickets
    on tickets.source_system = evaluations.ticket_source_system and tickets.ticket_id = evaluations.ticket_id
