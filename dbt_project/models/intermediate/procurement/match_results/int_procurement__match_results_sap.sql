{{ config(materialized='ephemeral') }}

-- SAP matches a line when it is posted, and says only what did not match: a posted line without a block matched.
with lines as (

    select * from {{ ref('int_procurement__invoice_lines_sap') }} where purchase_order_line_id is not null

),

invoices as (

    select * from {{ ref('int_procurement__invoices_sap') }}

),

blocks as (

    select * from {{ ref('int_procurement__sap_invoice_blocks') }} where invoice_line_id is not null

)

select
    'sap' as source_system,
    lines.invoice_line_id as match_result_id,
    lines.invoice_id,
    lines.invoice_line_id,
    lines.purchase_order_line_id,
    lines.receipt_id,
    case when invoices.status = 'voided' then 'voided' else 'matched' end as outcome,
    cast(null as string) as exception_type,
    cast(null as string) as exception_raw,
    cast(null as boolean) as is_resolved,
    lines.quantity as matched_quantity,
    lines.line_amount as matched_amount,
    cast(null as decimal(18, 4)) as breach_amount,
    lines.recorded_at,
    false as is_deleted,
    lines.loaded_at,
    lines.source_file_sha256,
    lines.source_row_number
from lines
join invoices on lines.invoice_id = invoices.invoice_id
where invoices.status in ('approved', 'partially_paid', 'paid', 'on_hold', 'voided')
    and lines.invoice_line_id not in (select invoice_line_id from blocks)

union all

select
    'sap',
    blocks.block_id,
    blocks.invoice_id,
    blocks.invoice_line_id,
    lines.purchase_order_line_id,
    lines.receipt_id,
    'exception',
    coalesce(types.meaning, 'other'),
    blocks.field_name,
    blocks.released_at is not null,
    cast(null as decimal(18, 4)),
    cast(null as decimal(18, 4)),
    cast(null as decimal(18, 4)),
    coalesce(blocks.released_at, blocks.placed_at),
    false,
    blocks._loaded_at,
    blocks._file_sha256,
    blocks._row_number
from blocks
left join lines on blocks.invoice_line_id = lines.invoice_line_id
{{ join_codes('sap', 'match_exception', 'blocks.field_name', as='types') }}
