{{ config(materialized='ephemeral') }}

{#- An invoice arrives in the flat files when it is approved or voided, and in API pages at any time: of both forms the latest state counts. The flag
   `paid` is set by hand; reconciliation lines tell what was paid. -#}
{%- set time_zone = feed_timezone('coupa', 'coupa_invoices') %}

with states as (

    select
        1 as form, invoice_id, invoice_number, document_type_raw, status_raw, is_paid, company_code, supplier_id, coalesce(gross_amount, total_amount) as gross_amount,
        case when is_taxed_by_line then taxes.tax_amount else header_tax_amount end as tax_amount, currency_code, invoice_date_at, due_date_at, payment_date_at,
        created_at, updated_at, _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_coupa__invoices') }}
    left join (
        select invoice_id as taxed_invoice_id, sum(tax_amount) as tax_amount from {{ ref('stg_coupa__tax_lines') }} group by invoice_id
    ) as taxes on invoice_id = taxes.taxed_invoice_id

    union all

    select
        2 as form, invoice_id, invoice_number, document_type_raw, status_raw, is_paid, company_code, supplier_id, gross_amount,
        tax_amount, currency_code, invoice_date_at, due_date_at, payment_date_at,
        created_at, updated_at, _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_coupa__coupa_invoices_api') }}

),

invoices as (

    select *
    from states
    qualify row_number() over (partition by invoice_id order by updated_at desc nulls last, form desc nulls last) = 1

),

payments as (

    select invoice_id, sum(adjusted_amount) as paid_amount, max(adjustment_date_at) as last_paid_at
    from {{ ref('stg_coupa__reconciliation_lines') }}
    where lower(category_raw) = 'payment'
    group by invoice_id

),

typed as (

    select
        invoices.*,
        coalesce({{ meaning('types', 'invoices.document_type_raw') }}, 'invoice') as document_type,
        coalesce({{ meaning('statuses', 'invoices.status_raw') }}, 'unknown') as meaning,
        coalesce(payments.paid_amount, 0) as paid_amount,
        payments.last_paid_at,
        coalesce(invoices.is_paid, false) or coalesce(payments.paid_amount >= invoices.gross_amount and invoices.gross_amount > 0, false) as is_settled
    from invoices
    left join payments on invoices.invoice_id = payments.invoice_id
    {{ join_codes('coupa', 'document_type', 'invoices.document_type_raw', as='types') }}
    {{ join_codes('coupa', 'invoice_status', 'invoices.status_raw', as='statuses') }}

)

select
    'coupa' as source_system,
    typed.invoice_id,
    typed.invoice_number,
    typed.document_type,
    typed.supplier_id,
    typed.company_code,
    typed.status_raw,
    case
        when typed.meaning = 'approved' and typed.is_settled then 'paid'
        when typed.meaning = 'approved' and typed.paid_amount > 0 then 'partially_paid'
        else typed.meaning
    end as status,
    -- Credit notes are money back, whichever sign the supplier wrote.
    case when typed.document_type = 'credit_memo' then -abs(typed.gross_amount) else typed.gross_amount end as invoice_amount,
    case when typed.document_type = 'credit_memo' then -abs(typed.tax_amount) else typed.tax_amount end as tax_amount,
    typed.currency_code,
    cast({{ utc_to_local('typed.invoice_date_at', time_zone) }} as date) as invoiced_on,
    cast({{ utc_to_local('typed.created_at', time_zone) }} as date) as received_on,
    cast({{ utc_to_local('typed.due_date_at', time_zone) }} as date) as due_on,
    case when typed.meaning in ('approved', 'voided') then approvals.approved_at end as approved_at,
    case when typed.meaning = 'approved' and typed.is_settled then cast({{ utc_to_local('coalesce(typed.payment_date_at, typed.last_paid_at)', time_zone) }} as date) end as paid_on,
    typed.created_at,
    typed.updated_at as recorded_at,
    false as is_deleted,
    typed._loaded_at as loaded_at,
    typed._file_sha256 as source_file_sha256,
    typed._row_number as source_row_number
from typed
left join (
    select document_id, max(decided_at) as approved_at
    from {{ ref('stg_coupa__coupa_approvals') }}
    where lower(document_type_raw) = 'invoiceheader'
    group by document_id
) as approvals on typed.invoice_id = approvals.document_id
