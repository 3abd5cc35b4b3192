{{ config(materialized='ephemeral') }}

select
    'oracle' as source_system,
    payments.invoice_payment_id as payment_id,
    payments.invoice_id,
    invoices.vendor_id as supplier_id,
    payments.amount as payment_amount,
    coalesce(payments.payment_currency_code, invoices.invoice_currency_code) as currency_code,
    payments.accounting_date as paid_on,
    cast(null as string) as status_raw,
    -- A reversed payment and its reversal both carry the flag, and add up to nothing.
    coalesce(payments.reversal_flag, false) as is_voided,
    payments.last_update_date as recorded_at,
    false as is_deleted,
    payments._loaded_at as loaded_at,
    payments._file_sha256 as source_file_sha256,
    payments._row_number as source_row_number
from {{ ref('stg_oracle__oracle_invoice_payments') }} as payments
left join {{ ref('stg_oracle__oracle_invoices') }} as invoices on payments.invoice_id = invoices.invoice_id
