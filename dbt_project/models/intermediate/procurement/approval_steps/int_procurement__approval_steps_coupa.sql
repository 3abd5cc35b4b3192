{{ config(materialized='ephemeral') }}

{#- A chain is created as a whole when the document is submitted, so a step's own creation says nothing about waiting: it waits from the last
   decision before it, and while one before it is undecided it is not its turn. -#}
with steps as (

    select
        approvals.*,
        documents.meaning as document_type,
        {{ meaning('decisions', 'approvals.decision_raw') }} as meaning,
        max(approvals.decided_at) over earlier_steps as previous_decided_at,
        coalesce(count(*) over earlier_steps - count(approvals.decided_at) over earlier_steps, 0) as undecided_before
    from {{ ref('stg_coupa__coupa_approvals') }} as approvals
    {{ join_codes('coupa', 'approval_document', 'approvals.document_type_raw', as='documents') }}
    {{ join_codes('coupa', 'approval_decision', 'approvals.decision_raw', as='decisions') }}
    -- Approvals of other documents (expense reports, contracts) are not procurement's.
    where documents.meaning is not null
    window earlier_steps as (
        partition by approvals.document_type_raw, approvals.document_id
        order by approvals.step_number nulls last
        range between unbounded preceding and 1 preceding
    )

)

select
    'coupa' as source_system,
    steps.approval_step_id,
    steps.document_type,
    steps.document_id,
    steps.step_number,
    coalesce(steps.approved_by_key, steps.approver_key) as approver_key,
    steps.decision_raw,
    case when steps.meaning = 'pending' and steps.undecided_before > 0 then 'upcoming' else steps.meaning end as decision,
    case when steps.undecided_before = 0 then greatest(coalesce(steps.previous_decided_at, requisitions.submitted_at, steps.created_at), coalesce(requisitions.submitted_at, steps.created_at)) end as pending_since_at,
    steps.decided_at,
    steps.updated_at as recorded_at,
    false as is_deleted,
    steps._loaded_at as loaded_at,
    steps._file_sha256 as source_file_sha256,
    steps._row_number as source_row_number
from steps
left join {{ ref('int_procurement__requisitions_coupa') }} as requisitions
    on case when steps.document_type = 'requisition' then steps.document_id end = requisitions.requisition_id
