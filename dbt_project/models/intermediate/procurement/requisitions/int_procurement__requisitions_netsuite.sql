{{ config(materialized='ephemeral') }}

with totals as (

    select
        transaction_id,
        cast(sum(amount) filter (where deleted_at is null) as decimal(18, 4)) as requisition_amount,
        min_by(category, line_number) as category,
        min_by(cost_center, line_number) as cost_center
    from {{ ref('int_procurement__netsuite_lines') }}
    group by transaction_id

),

-- A requisition is submitted when an approver is first named, and approved when its status leaves the approval.
notes as (

    select
        notes.record_id as transaction_id,
        min(case when fields.meaning = 'next_approver' and not notes.has_old_value and notes.has_new_value then notes.changed_at end) as submitted_at,
        max(case when fields.meaning = 'status' and before.meaning = 'pending' and after.meaning is null then notes.changed_at end) as approved_at
    from {{ ref('stg_netsuite__netsuite_systemnote') }} as notes
    {{ join_codes('netsuite', 'system_note_field', 'notes.field_raw', as='fields') }}
    {{ join_codes('netsuite', 'approval_decision', 'notes.old_value', as='before') }}
    {{ join_codes('netsuite', 'approval_decision', 'notes.new_value', as='after') }}
    where notes.record_type_id = '-30'
    group by notes.record_id

)

select
    'netsuite' as source_system,
    transactions.transaction_id as requisition_id,
    transactions.document_number as requisition_number,
    cast(null as string) as request_id,
    transactions.status_raw,
    case when transactions.is_voided then 'cancelled' else {{ meaning('statuses', 'transactions.status_raw') }} end as status,
    transactions.employee_key as requester_key,
    transactions.subsidiary_id as company_code,
    totals.cost_center,
    totals.category,
    totals.requisition_amount,
    transactions.currency_code,
    transactions.created_at,
    transactions.transaction_on as created_on,
    case when transactions.created_at is not null then 'second' end as created_at_precision,
    coalesce(notes.submitted_at, transactions.created_at) as submitted_at,
    notes.approved_at,
    transactions.modified_at as recorded_at,
    transactions.deleted_at is not null as is_deleted,
    transactions._loaded_at as loaded_at,
    transactions._file_sha256 as source_file_sha256,
    transactions._row_number as source_row_number
from {{ ref('int_procurement__netsuite_transactions') }} as transactions
left join totals on transactions.transaction_id = totals.transaction_id
left join notes on transactions.transaction_id = notes.transaction_id
{{ join_codes('netsuite', 'requisition_status', 'transactions.status_raw', as='statuses') }}
where transactions.transaction_type = 'PurchReq'
