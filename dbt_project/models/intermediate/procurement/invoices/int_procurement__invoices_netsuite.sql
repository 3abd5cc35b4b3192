{{ config(materialized='ephemeral') }}

-- Bills and bill credits. The main line of a bill is what is owed, a credit to payables and so negative: its opposite is the amount of the invoice.
with taxes as (

    select transaction_id, cast(sum(amount) as decimal(18, 4)) as tax_amount
    from {{ ref('stg_netsuite__netsuite_transactionline') }}
    where is_tax_line and deleted_at is null
    group by transaction_id

),

payments as (

    select links.previous_transaction_id as transaction_id, max(payments.transaction_on) as paid_on
    from {{ ref('stg_netsuite__netsuite_nexttransactionlinelink') }} as links
    join {{ ref('int_procurement__netsuite_transactions') }} as payments
        on links.next_transaction_id = payments.transaction_id and payments.transaction_type = 'VendPymt' and payments.deleted_at is null and not payments.is_voided
    where links.link_type = 'Payment'
    group by links.previous_transaction_id

),

documents as (

    select
        transactions.*,
        {{ meaning('types', 'transactions.transaction_type') }} as document_type,
        coalesce({{ meaning('statuses', 'transactions.status_raw') }}, 'unknown') as exported_status
    from {{ ref('int_procurement__netsuite_transactions') }} as transactions
    {{ join_codes('netsuite', 'document_type', 'transactions.transaction_type', as='types') }}
    left join {{ ref('netsuite_codes') }} as statuses
        on statuses.code_type = case when transactions.transaction_type = 'VendCred' then 'credit_status' else 'invoice_status' end and statuses.code = lower(transactions.status_raw)
    where transactions.transaction_type in ('VendBill', 'VendCred')

)

select
    'netsuite' as source_system,
    documents.transaction_id as invoice_id,
    documents.document_number as invoice_number,
    documents.document_type,
    documents.entity_id as supplier_id,
    documents.subsidiary_id as company_code,
    documents.status_raw,
    case
        when documents.is_voided then 'voided'
        when documents.is_payment_held and documents.exported_status in ('approved', 'pending_approval') then 'on_hold'
        when documents.exported_status = 'approved' and payments.paid_on is not null then 'partially_paid'
        else documents.exported_status
    end as status,
    -documents.main_amount as invoice_amount,
    coalesce(taxes.tax_amount, cast(0 as decimal(18, 4))) as tax_amount,
    documents.currency_code,
    documents.transaction_on as invoiced_on,
    cast({{ utc_to_local('documents.created_at', feed_timezone('netsuite', 'netsuite_transaction')) }} as date) as received_on,
    documents.due_on,
    cast(null as timestamp) as approved_at,
    case when documents.exported_status = 'paid' then payments.paid_on end as paid_on,
    documents.created_at,
    documents.modified_at as recorded_at,
    documents.deleted_at is not null as is_deleted,
    documents._loaded_at as loaded_at,
    documents._file_sha256 as source_file_sha256,
    documents._row_number as source_row_number
from documents
left join taxes on documents.transaction_id = taxes.transaction_id
left join payments on documents.transaction_id = payments.transaction_id
