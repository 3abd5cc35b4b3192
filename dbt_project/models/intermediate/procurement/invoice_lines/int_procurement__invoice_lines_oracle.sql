{{ config(materialized='ephemeral') }}

-- Tax lines are the tax amount of the invoice. A line that was discarded by itself is deleted; on a cancelled invoice all are, and it stands with what it was worth.
select
    'oracle' as source_system,
    concat_ws('_', lines.invoice_id, lines.line_number) as invoice_line_id,
    lines.invoice_id,
    cast(lines.line_number as string) as line_number,
    lines.po_header_id as purchase_order_id,
    lines.po_line_id as purchase_order_line_id,
    lines.rcv_transaction_id as receipt_id,
    lines.quantity_invoiced as quantity,
    lines.unit_price,
    coalesce(case when lines.discarded_flag then lines.original_amount end, lines.amount) as line_amount,
    invoices.invoice_currency_code as currency_code,
    lines.last_update_date as recorded_at,
    coalesce(lines.discarded_flag and invoices.cancelled_date is null, false) as is_deleted,
    lines._loaded_at as loaded_at,
    lines._file_sha256 as source_file_sha256,
    lines._row_number as source_row_number
from {{ ref('stg_oracle__oracle_invoice_lines') }} as lines
left join {{ ref('stg_oracle__oracle_invoices') }} as invoices on lines.invoice_id = invoices.invoice_id
where upper(lines.line_type_lookup_code) <> 'TAX'
