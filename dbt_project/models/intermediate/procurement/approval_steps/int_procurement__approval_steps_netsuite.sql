{{ config(materialized='ephemeral') }}

-- NetSuite keeps no approval steps: the system notes tell when a record passed from one approver to the next, and when its status left the approval.
-- Who is named next is a name in the notes and not kept, so a step that is still awaited has no approver and is not listed.
with notes as (

    select
        notes.*,
        fields.meaning as field,
        before.meaning as old_meaning,
        after.meaning as new_meaning
    from {{ ref('stg_netsuite__netsuite_systemnote') }} as notes
    join {{ ref('netsuite_codes') }} as fields on fields.code_type = 'system_note_field' and fields.code = lower(notes.field_raw) and fields.meaning in ('status', 'next_approver')
    {{ join_codes('netsuite', 'approval_decision', 'notes.old_value', as='before') }}
    {{ join_codes('netsuite', 'approval_decision', 'notes.new_value', as='after') }}
    where notes.record_type_id = '-30'

),

-- The instants at which a record came before an approver: named for the first time, or passed on.
turns as (

    select
        *,
        lag(changed_at) over (partition by record_id order by changed_at nulls last, note_id nulls last) as pending_since_at
    from notes
    where (field = 'next_approver' and has_new_value) or (field = 'status' and old_meaning = 'pending')

)

select
    'netsuite' as source_system,
    turns.note_id as approval_step_id,
    case transactions.transaction_type when 'PurchReq' then 'requisition' when 'PurchOrd' then 'purchase_order' else 'invoice' end as document_type,
    turns.record_id as document_id,
    cast(row_number() over (partition by turns.record_id order by turns.changed_at nulls last, turns.note_id nulls last) as bigint) as step_number,
    coalesce(employees.person_key, turns.changed_by_key) as approver_key,
    turns.new_value as decision_raw,
    -- Passing a record on, or letting it out of the approval to any status that is no refusal, is approval.
    case when turns.field = 'status' then coalesce(turns.new_meaning, 'approved') else 'approved' end as decision,
    turns.pending_since_at,
    turns.changed_at as decided_at,
    turns.changed_at as recorded_at,
    transactions.deleted_at is not null as is_deleted,
    turns._loaded_at as loaded_at,
    turns._file_sha256 as source_file_sha256,
    turns._row_number as source_row_number
from turns
join {{ ref('int_procurement__netsuite_transactions') }} as transactions on turns.record_id = transactions.transaction_id
left join {{ ref('stg_netsuite__netsuite_employee') }} as employees on turns.changed_by_key = employees.account_key
where transactions.transaction_type in ('PurchReq', 'PurchOrd', 'VendBill', 'VendCred')
    and (turns.field = 'status' or turns.has_old_value)
