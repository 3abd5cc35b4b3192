-- An appeal may arrive before the decision it contests: it stays, and says that the decision is not known yet.
select
    {{ surrogate_key(['appeals.source_system', 'appeals.appeal_id']) }} as appeal_key,
    decisions.review_decision_key,
    appeals.source_system,
    appeals.appeal_id,
    appeals.review_decision_id,
    case
        when appeals.review_decision_id is null then 'not_named'
        when decisions.review_decision_key is null then 'unresolved'
        else 'resolved'
    end as decision_link,
    appeals.content_id,
    appeals.appellant_type,
    appeals.status,
    appeals.status_raw,
    appeals.filed_at,
    appeals.resolved_at,
    cast(appeals.filed_at as date) as filed_on,
    case
        when appeals.resolved_at >= appeals.filed_at then {{ seconds_between('appeals.filed_at', 'appeals.resolved_at') }}
    end as resolution_seconds,
    appeals.resolved_by_key,
    appeals.recorded_at,
    appeals.loaded_at,
    false as is_deleted,
    appeals.source_file_sha256,
    appeals.source_row_number
from (

    {{ union_adapters('safety', 'appeals') }}

) as appeals
left join {{ ref('int_safety__enforcement_decisions') }} as decisions
    on decisions.source_system = appeals.source_system and decisions.review_decision_id = appeals.review_decision_id
