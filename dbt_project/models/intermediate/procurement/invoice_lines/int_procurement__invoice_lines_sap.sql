{{ config(materialized='ephemeral') }}

select
    'sap' as source_system,
    concat_ws('_', invoices.invoice_id, lines.line_number) as invoice_line_id,
    invoices.invoice_id,
    lines.line_number,
    lines.purchase_order_id,
    case
        when lines.purchase_order_id is not null then concat_ws('_', lines.purchase_order_id, lines.purchase_order_line_number)
    end as purchase_order_line_id,
    case when lines.receipt_document_id is not null then concat_ws('_', lines.receipt_document_id, lines.receipt_year, lines.receipt_line) end as receipt_id,
    lines.quantity,
    cast({{ quotient(sap_amount('lines.amount', 'lines.is_extract', 'decimals'), 'lines.quantity') }} as decimal(18, 4)) as unit_price,
    {{ sap_amount('lines.amount', 'lines.is_extract', 'decimals') }} as line_amount,
    invoices.currency_code,
    invoices.entered_at as recorded_at,
    false as is_deleted,
    lines._loaded_at as loaded_at,
    lines._file_sha256 as source_file_sha256,
    lines._row_number as source_row_number
from {{ ref('stg_sap__rseg') }} as lines
join {{ ref('int_procurement__sap_invoices') }} as invoices
    on lines.invoice_document_id = invoices.invoice_document_id and lines.fiscal_year = invoices.fiscal_year
{{ join_codes('sap', 'currency_decimals', 'invoices.currency_code', as='decimals') }}
where not invoices.is_reversal
