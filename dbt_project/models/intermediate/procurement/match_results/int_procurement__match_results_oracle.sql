{{ config(materialized='ephemeral') }}

-- A line matched to an order either matched or met holds on the order schedule that it was matched to; each hold is an exception, and stays one when the
-- invoice is cancelled later.
with lines as (

    select lines.*, invoices.cancelled_date, po_lines.unit_price as ordered_unit_price
    from {{ ref('stg_oracle__oracle_invoice_lines') }} as lines
    join {{ ref('stg_oracle__oracle_invoices') }} as invoices on lines.invoice_id = invoices.invoice_id
    left join {{ ref('stg_oracle__oracle_po_lines') }} as po_lines on lines.po_line_id = po_lines.po_line_id
    where lines.po_line_id is not null and upper(lines.line_type_lookup_code) <> 'TAX'

),

exceptions as (

    select holds.*, coalesce(types.meaning, 'other') as exception_type
    from {{ ref('stg_oracle__oracle_holds') }} as holds
    {{ join_codes('oracle', 'match_exception', 'holds.hold_lookup_code', as='types') }}
    where holds.line_location_id is not null

)

select
    'oracle' as source_system,
    concat_ws('_', lines.invoice_id, lines.line_number, exceptions.hold_id) as match_result_id,
    lines.invoice_id,
    concat_ws('_', lines.invoice_id, lines.line_number) as invoice_line_id,
    lines.po_line_id as purchase_order_line_id,
    lines.rcv_transaction_id as receipt_id,
    case when exceptions.hold_id is not null then 'exception' when lines.cancelled_date is not null then 'voided' else 'matched' end as outcome,
    exceptions.exception_type,
    exceptions.hold_lookup_code as exception_raw,
    case when exceptions.hold_id is not null then exceptions.release_lookup_code is not null end as is_resolved,
    lines.quantity_invoiced as matched_quantity,
    lines.amount as matched_amount,
    case when exceptions.exception_type = 'price' then cast((lines.unit_price - lines.ordered_unit_price) * lines.quantity_invoiced as decimal(18, 4)) end as breach_amount,
    coalesce(exceptions.last_update_date, lines.last_update_date) as recorded_at,
    coalesce(lines.discarded_flag and lines.cancelled_date is null, false) as is_deleted,
    lines._loaded_at as loaded_at,
    coalesce(exceptions._file_sha256, lines._file_sha256) as source_file_sha256,
    coalesce(exceptions._row_number, lines._row_number) as source_row_number
from lines
left join exceptions on lines.invoice_id = exceptions.invoice_id and lines.po_line_location_id = exceptions.line_location_id
