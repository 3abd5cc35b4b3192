{{ config(materialized='ephemeral') }}

-- NetSuite transactions with what other tables say of them: the currency's code, the person behind the employee, the deletion (as a stamp on the row or in the
-- list of deleted records).
select
    transactions.transaction_id,
    transactions.transaction_type,
    transactions.document_number,
    transactions.transaction_on,
    transactions.created_at,
    transactions.due_on,
    transactions.status_raw,
    transactions.entity_id,
    coalesce(employees.person_key, transactions.employee_key) as employee_key,
    currencies.currency_code,
    coalesce(transactions.is_voided, false) as is_voided,
    coalesce(transactions.is_payment_held, false) as is_payment_held,
    transactions.modified_at,
    coalesce(transactions.deleted_at, deleted_records.deleted_at) as deleted_at,
    main_lines.subsidiary_id,
    main_lines.amount as main_amount,
    transactions._loaded_at,
    transactions._file_sha256,
    transactions._row_number
from {{ ref('stg_netsuite__netsuite_transaction') }} as transactions
left join {{ ref('stg_netsuite__netsuite_currency') }} as currencies on transactions.currency_id = currencies.currency_id
left join {{ ref('stg_netsuite__netsuite_employee') }} as employees on transactions.employee_key = employees.account_key
left join (
    select transaction_id, max(subsidiary_id) as subsidiary_id, cast(sum(amount) as decimal(18, 4)) as amount
    from {{ ref('stg_netsuite__netsuite_transactionline') }}
    where is_main_line and deleted_at is null
    group by transaction_id
) as main_lines on transactions.transaction_id = main_lines.transaction_id
{{ join_codes('netsuite', 'record_type', 'transactions.transaction_type', as='record_types') }}
left join {{ ref('stg_netsuite__netsuite_deletedrecord') }} as deleted_records
    on transactions.transaction_id = deleted_records.record_id and lower(deleted_records.record_type) = record_types.meaning
