{{ config(materialized='ephemeral') }}

-- A review that a critical rating turned to 0 failed by rule; one that is 0 because nothing was right did not.
with critical_failures as (

    select review_id, bool_or(is_critical and score_percent = 0) as has_critical_failure
    from {{ ref('stg_zendesk_qa__ratings') }}
    group by review_id

)

select
    'zendesk_qa' as source_system,
    reviews.review_id as qa_evaluation_id,
    case when reviews.reviewer_key = reviews.reviewee_key then 'self_evaluation' else 'quality_assurance' end as evaluation_type,
    cast(null as string) as evaluation_type_raw,
    reviews.scorecard_id,
    {{ meaning('helpdesks', 'reviews.source_type') }} as ticket_source_system,
    reviews.ticket_id,
    reviews.reviewee_key as agent_account_key,
    reviews.reviewer_key as evaluator_key,
    cast(reviews.score_percent as decimal(9, 4)) as score_percent,
    case when reviews.score_percent > 0 then false when reviews.score_percent = 0 then critical_failures.has_critical_failure end as is_auto_failed,
    reviews.conversation_created_at as interaction_at,
    reviews.created_at as evaluated_at,
    reviews.updated_at as recorded_at,
    false as is_deleted,
    reviews._loaded_at as loaded_at,
    reviews._file_sha256 as source_file_sha256,
    reviews._row_number as source_row_number
from {{ ref('stg_zendesk_qa__reviews') }} as reviews
left join critical_failures on critical_failures.review_id = reviews.review_id
{{ join_codes('zendesk_qa', 'helpdesk', 'reviews.source_type', 'helpdesks') }}
