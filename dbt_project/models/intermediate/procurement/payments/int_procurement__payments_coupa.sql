{{ config(materialized='ephemeral') }}

{#- Reconciliation lines of the category payment. They have no id: invoice, day and amount name them. -#}
{%- set time_zone = feed_timezone('coupa', 'coupa_invoices') %}

select
    'coupa' as source_system,
    concat_ws('_', payments.invoice_id, cast(cast({{ utc_to_local('payments.adjustment_date_at', time_zone) }} as date) as string), cast(payments.adjusted_amount as string)) as payment_id,
    payments.invoice_id,
    invoices.supplier_id,
    payments.adjusted_amount as payment_amount,
    invoices.currency_code,
    cast({{ utc_to_local('payments.adjustment_date_at', time_zone) }} as date) as paid_on,
    payments.category_raw as status_raw,
    false as is_voided,
    payments.updated_at as recorded_at,
    false as is_deleted,
    payments._loaded_at as loaded_at,
    payments._file_sha256 as source_file_sha256,
    payments._row_number as source_row_number
from {{ ref('stg_coupa__reconciliation_lines') }} as payments
left join {{ ref('int_procurement__invoices_coupa') }} as invoices on payments.invoice_id = invoices.invoice_id
where lower(payments.category_raw) = 'payment'
