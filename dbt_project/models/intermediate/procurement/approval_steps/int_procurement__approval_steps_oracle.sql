{{ config(materialized='ephemeral') }}

-- Decisions of approvers, and those still awaited. Submissions, reservations and other actions are part of the history and no steps, and agreements and
-- their releases are no orders. Where the history does not say since when a step was awaited, it is since the action before it.
with actions as (

    select
        *,
        lag(action_date) over (partition by object_id, object_type_code, object_sub_type_code order by sequence_num nulls last) as previous_action_at
    from {{ ref('stg_oracle__oracle_action_history') }}

),

steps as (

    select
        actions.*,
        documents.meaning as document_type,
        case when actions.action_code is null then 'pending' else {{ meaning('decisions', 'actions.action_code') }} end as decision
    from actions
    {{ join_codes('oracle', 'approval_document', 'actions.object_type_code', as='documents') }}
    {{ join_codes('oracle', 'approval_decision', 'actions.action_code', as='decisions') }}
    where documents.meaning in ('requisition', 'purchase_order') and coalesce(decisions.meaning, '') <> 'not_a_step'

)

select
    'oracle' as source_system,
    concat_ws('_', steps.object_type_code, steps.object_sub_type_code, steps.object_id, steps.sequence_num) as approval_step_id,
    steps.document_type,
    steps.object_id as document_id,
    cast(row_number() over (partition by steps.object_id, steps.document_type order by steps.sequence_num nulls last, steps.object_sub_type_code nulls last) as bigint) as step_number,
    coalesce(people.person_key, steps.performer_key) as approver_key,
    steps.action_code as decision_raw,
    steps.decision,
    coalesce(steps.assignment_date, steps.previous_action_at) as pending_since_at,
    case when steps.action_code is not null then steps.action_date end as decided_at,
    steps.last_update_date as recorded_at,
    false as is_deleted,
    steps._loaded_at as loaded_at,
    steps._file_sha256 as source_file_sha256,
    steps._row_number as source_row_number
from steps
left join {{ ref('stg_oracle__oracle_people') }} as people on steps.performer_key = people.account_key
