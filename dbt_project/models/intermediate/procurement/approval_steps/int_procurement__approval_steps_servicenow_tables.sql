{{ config(materialized='ephemeral') }}

-- Approvals of tickets: of requested items, as a rule. Those of other records (changes, knowledge) have no fact to belong to. Approvers who were asked at the same
-- instant stand in the same step. A list shows the number of the record, raw values its sys_id.
with tickets as (

    select number from {{ ref('stg_servicenow__servicenow_incidents') }}
    union
    select number from {{ ref('stg_servicenow__servicenow_requested_items') }}

),

steps as (

    select
        approvals.*,
        tickets.number as document_id,
        {{ meaning('decisions', 'approvals.state') }} as decision
    from {{ ref('stg_servicenow__servicenow_approvals') }} as approvals
    left join {{ ref('stg_servicenow__record_numbers') }} as numbers on approvals.task_number = numbers.sys_id
    join tickets on coalesce(numbers.number, approvals.task_number) = tickets.number
    {{ join_codes('servicenow', 'approval_decision', 'approvals.state', as='decisions') }}

)

select
    'servicenow_tables' as source_system,
    steps.approval_id as approval_step_id,
    'ticket' as document_type,
    steps.document_id,
    dense_rank() over (partition by steps.document_id order by steps.created_at nulls last) as step_number,
    steps.approver_key,
    steps.state as decision_raw,
    steps.decision,
    case when steps.decision <> 'upcoming' then steps.created_at end as pending_since_at,
    case when steps.decision in ('approved', 'rejected') then steps.updated_at end as decided_at,
    steps.updated_at as recorded_at,
    deletions.document_id is not null as is_deleted,
    steps._loaded_at as loaded_at,
    steps._file_sha256 as source_file_sha256,
    steps._row_number as source_row_number
from steps
left join (select distinct document_id from {{ ref('stg_servicenow__servicenow_deletions') }}) as deletions on steps.approval_id = deletions.document_id
