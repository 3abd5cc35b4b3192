{{ config(materialized='ephemeral') }}

-- A payment clears the items of the invoices that it pays, and its own.
with items as (

    select * from {{ ref('stg_sap__bsak') }}

),

payment_documents as (

    select distinct company_code, clearing_document_id
    from items
    where accounting_document_id = clearing_document_id and document_type_raw in ('KZ', 'ZP')

)

select
    'sap' as source_system,
    concat_ws('_', items.company_code, items.clearing_document_id, items.accounting_document_id, items.fiscal_year, items.line_number) as payment_id,
    invoices.invoice_id,
    items.supplier_id,
    -- The item is what is owed, and paying it moves as much the other way.
    -1 * {{ sap_amount('items.amount', 'items.is_extract', 'decimals') }} as payment_amount,
    items.currency_code,
    items.cleared_on as paid_on,
    items.document_type_raw as status_raw,
    false as is_voided,
    cast(null as timestamp) as recorded_at,
    false as is_deleted,
    items._loaded_at as loaded_at,
    items._file_sha256 as source_file_sha256,
    items._row_number as source_row_number
from items
join payment_documents
    on items.company_code = payment_documents.company_code and items.clearing_document_id = payment_documents.clearing_document_id
join {{ ref('stg_sap__bkpf') }} as documents
    on items.company_code = documents.company_code
    and items.accounting_document_id = documents.accounting_document_id
    and items.fiscal_year = documents.fiscal_year
join {{ ref('int_procurement__sap_invoices') }} as invoices
    on documents.origin_type_raw = 'RMRP' and documents.origin_key = invoices.invoice_document_id || invoices.fiscal_year
{{ join_codes('sap', 'currency_decimals', 'items.currency_code', as='decimals') }}
where not invoices.is_reversal
