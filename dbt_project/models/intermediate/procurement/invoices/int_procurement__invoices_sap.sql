{{ config(materialized='ephemeral') }}

select
    'sap' as source_system,
    invoices.invoice_id,
    invoices.invoice_number,
    case when invoices.is_invoice then 'invoice' else 'credit_memo' end as document_type,
    invoices.supplier_id,
    invoices.company_code,
    invoices.status_raw,
    case
        when invoices.reversal_document_id is not null then 'voided'
        when invoices.paid_on is not null then case when invoices.is_partly_paid then 'partially_paid' else 'paid' end
        when blocked.invoice_id is not null then 'on_hold'
        else {{ meaning('statuses', 'invoices.status_raw') }}
    end as status,
    case when invoices.is_invoice then 1 else -1 end * {{ sap_amount('invoices.unsigned_gross_amount', 'invoices.is_extract', 'decimals') }} as invoice_amount,
    case when invoices.is_invoice then 1 else -1 end * {{ sap_amount('invoices.unsigned_tax_amount', 'invoices.is_extract', 'decimals') }} as tax_amount,
    invoices.currency_code,
    invoices.invoiced_on,
    coalesce(invoices.received_on, invoices.entered_on) as received_on,
    cast({{ dbt.dateadd('day', 'coalesce(invoices.days_to_payment, 0)', 'invoices.baseline_on') }} as date) as due_on,
    cast(null as timestamp) as approved_at,
    case when not invoices.is_partly_paid then invoices.paid_on end as paid_on,
    invoices.entered_at as created_at,
    coalesce(invoices.reversed_at, invoices.entered_at) as recorded_at,
    false as is_deleted,
    invoices._loaded_at as loaded_at,
    invoices._file_sha256 as source_file_sha256,
    invoices._row_number as source_row_number
from {{ ref('int_procurement__sap_invoices') }} as invoices
-- A block of a line holds the whole invoice, as that of its payment does.
left join (select distinct invoice_id from {{ ref('int_procurement__sap_invoice_blocks') }} where released_at is null) as blocked on invoices.invoice_id = blocked.invoice_id
{{ join_codes('sap', 'invoice_status', 'invoices.status_raw', as='statuses') }}
{{ join_codes('sap', 'currency_decimals', 'invoices.currency_code', as='decimals') }}
where not invoices.is_reversal
