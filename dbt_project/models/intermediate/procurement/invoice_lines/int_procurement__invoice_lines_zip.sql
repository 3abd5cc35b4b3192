{{ config(materialized='ephemeral') }}

select
    'zip' as source_system,
    lines.invoice_line_id,
    lines.invoice_id,
    lines.element_number as line_number,
    order_lines.purchase_order_id,
    lines.purchase_order_line_id,
    cast(null as string) as receipt_id,
    lines.quantity,
    lines.unit_price,
    lines.line_amount,
    coalesce(lines.currency_code, invoices.currency_code) as currency_code,
    lines.updated_at as recorded_at,
    false as is_deleted,
    lines._loaded_at as loaded_at,
    lines._file_sha256 as source_file_sha256,
    lines._row_number as source_row_number
from {{ ref('stg_zip__invoice_lines') }} as lines
left join {{ ref('stg_zip__zip_invoices') }} as invoices on lines.invoice_id = invoices.invoice_id
left join {{ ref('stg_zip__purchase_order_lines') }} as order_lines on lines.purchase_order_line_id = order_lines.purchase_order_line_id
