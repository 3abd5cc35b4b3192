with disputes as (

    {{ union_adapters('vendor', 'qa_disputes') }}

)

select
    {{ surrogate_key(['disputes.source_system', 'disputes.dispute_id']) }} as qa_dispute_key,
    disputes.source_system,
    disputes.dispute_id,
    disputes.qa_evaluation_id,
    evaluations.qa_evaluation_key,
    disputes.status,
    disputes.status_raw,
    case when disputes.status in ('accepted', 'partially_accepted') then true when disputes.status = 'rejected' then false end as is_upheld,
    disputes.opened_by_key,
    disputes.decided_by_key,
    disputes.opened_at,
    disputes.resolved_at,
    {{ seconds_between('disputes.opened_at', 'disputes.resolved_at') }} as resolution_seconds,
    disputes.recorded_at,
    disputes.loaded_at,
    disputes.is_deleted,
    disputes.source_file_sha256,
    disputes.source_row_number
from disputes
left join {{ ref('fct_qa_evaluations') }} as evaluations
    on evaluations.source_system = disputes.source_system and evaluations.qa_evaluation_id = disputes.qa_evaluation_id
