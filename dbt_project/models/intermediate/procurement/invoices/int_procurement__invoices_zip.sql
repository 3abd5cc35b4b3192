{{ config(materialized='ephemeral') }}

{#- Of the status of a bill only the paid flag is published; a bill with a status that the map lists takes that unless it is paid. -#}
with invoices as (

    select *, case when lower(paid_status_raw) = 'paid' then paid_status_raw else coalesce(status_raw, paid_status_raw) end as known_status_raw
    from {{ ref('stg_zip__zip_invoices') }}

)

select
    'zip' as source_system,
    invoices.invoice_id,
    invoices.invoice_number,
    'invoice' as document_type,
    invoices.supplier_id,
    cast(null as string) as company_code,
    invoices.known_status_raw as status_raw,
    coalesce({{ meaning('statuses', 'invoices.known_status_raw') }}, 'unknown') as status,
    invoices.invoice_amount,
    invoices.tax_amount,
    invoices.currency_code,
    cast(invoices.invoice_date_at as date) as invoiced_on,
    cast(invoices.created_at as date) as received_on,
    cast(invoices.due_date_at as date) as due_on,
    cast(null as timestamp) as approved_at,
    cast(invoices.paid_on_at as date) as paid_on,
    invoices.created_at,
    invoices.updated_at as recorded_at,
    false as is_deleted,
    invoices._loaded_at as loaded_at,
    invoices._file_sha256 as source_file_sha256,
    invoices._row_number as source_row_number
from invoices
{{ join_codes('zip', 'invoice_status', 'invoices.known_status_raw', as='statuses') }}
