{{ config(materialized='ephemeral') }}

-- Payables keep no one status: it follows from cancellation, payment, holds, approval and validation, in this order.
with holds as (

    select invoice_id, bool_or(release_lookup_code is null) as is_held
    from {{ ref('stg_oracle__oracle_holds') }}
    group by invoice_id

),

taxes as (

    select invoice_id, sum(coalesce(case when discarded_flag then original_amount end, amount)) as tax_amount
    from {{ ref('stg_oracle__oracle_invoice_lines') }}
    where upper(line_type_lookup_code) = 'TAX'
    group by invoice_id

),

due_dates as (

    select invoice_id, min(due_date) as due_on
    from {{ ref('stg_oracle__oracle_payment_schedules') }}
    group by invoice_id

),

payments as (

    select invoice_id, max(accounting_date) as paid_on
    from {{ ref('stg_oracle__oracle_invoice_payments') }}
    where not coalesce(reversal_flag, false)
    group by invoice_id

)

select
    'oracle' as source_system,
    invoices.invoice_id,
    invoices.invoice_num as invoice_number,
    {{ meaning('types', 'invoices.invoice_type_lookup_code') }} as document_type,
    invoices.vendor_id as supplier_id,
    invoices.org_id as company_code,
    -- Payment, approval and validation as exported, or that it is cancelled.
    case when invoices.cancelled_date is not null then 'CANCELLED' else concat_ws('/', invoices.payment_status_flag, invoices.wfapproval_status, invoices.approval_status) end as status_raw,
    case
        when invoices.cancelled_date is not null then 'voided'
        when upper(invoices.payment_status_flag) = 'Y' then 'paid'
        when upper(invoices.payment_status_flag) = 'P' then 'partially_paid'
        when holds.is_held then 'on_hold'
        when approvals.meaning in ('rejected', 'pending_approval') then approvals.meaning
        when validations.meaning in ('received', 'pending_match') then validations.meaning
        when approvals.meaning = 'approved' and (validations.meaning = 'approved' or invoices.approval_status is null) then 'approved'
        else 'unknown'
    end as status,
    -- Cancelling sets the amount to 0.
    case when invoices.cancelled_date is not null then coalesce(invoices.cancelled_amount, invoices.invoice_amount) else invoices.invoice_amount end as invoice_amount,
    cast(coalesce(taxes.tax_amount, 0) as decimal(18, 4)) as tax_amount,
    invoices.invoice_currency_code as currency_code,
    invoices.invoice_date as invoiced_on,
    invoices.invoice_received_date as received_on,
    due_dates.due_on,
    cast(null as timestamp) as approved_at,
    case when upper(invoices.payment_status_flag) = 'Y' then payments.paid_on end as paid_on,
    invoices.creation_date as created_at,
    invoices.last_update_date as recorded_at,
    {{ oracle_is_deleted('invoice', 'invoice_id', 'invoices') }} as is_deleted,
    invoices._loaded_at as loaded_at,
    invoices._file_sha256 as source_file_sha256,
    invoices._row_number as source_row_number
from {{ ref('stg_oracle__oracle_invoices') }} as invoices
left join holds on invoices.invoice_id = holds.invoice_id
left join taxes on invoices.invoice_id = taxes.invoice_id
left join due_dates on invoices.invoice_id = due_dates.invoice_id
left join payments on invoices.invoice_id = payments.invoice_id
{{ join_codes('oracle', 'document_type', 'invoices.invoice_type_lookup_code', as='types') }}
{{ join_codes('oracle', 'invoice_approval', 'invoices.wfapproval_status', as='approvals') }}
{{ join_codes('oracle', 'invoice_validation', 'invoices.approval_status', as='validations') }}
{{ join_oracle_keys('invoice', 'invoice_id', 'invoices') }}
