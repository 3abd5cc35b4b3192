{{ config(materialized='ephemeral') }}

-- The payment hold of a bill is a flag; the system notes tell when it was set and when it was lifted. A lifting without a setting before it is left out.
with changes as (

    select
        notes.*,
        lower(notes.new_value) in ('t', 'true', 'yes') as is_set,
        lead(notes.changed_at) over (partition by notes.record_id order by notes.changed_at nulls last, notes.note_id nulls last) as next_changed_at
    from {{ ref('stg_netsuite__netsuite_systemnote') }} as notes
    join {{ ref('netsuite_codes') }} as fields on fields.code_type = 'system_note_field' and fields.code = lower(notes.field_raw) and fields.meaning = 'payment_hold'
    where notes.record_type_id = '-30'

)

select
    'netsuite' as source_system,
    changes.note_id as hold_id,
    changes.record_id as invoice_id,
    changes.field_raw as hold_type_raw,
    'payment_block' as hold_type,
    changes.changed_at as placed_at,
    changes.next_changed_at as released_at,
    cast(null as string) as release_reason_raw,
    coalesce(changes.next_changed_at, changes.changed_at) as recorded_at,
    transactions.deleted_at is not null as is_deleted,
    changes._loaded_at as loaded_at,
    changes._file_sha256 as source_file_sha256,
    changes._row_number as source_row_number
from changes
join {{ ref('int_procurement__netsuite_transactions') }} as transactions
    on changes.record_id = transactions.transaction_id and transactions.transaction_type in ('VendBill', 'VendCred')
where changes.is_set
