-- What blocks or blocked an invoice: reasons on its lines and the payment block of the whole. A flag that is gone, and when it came and went, is in the change log.
with flags as (

    {% for column, field in {'price_block': 'SPGRP', 'quantity_block': 'SPGRM', 'date_block': 'SPGRT', 'order_price_quantity_block': 'SPGRG',
        'project_block': 'SPGRV', 'manual_block': 'SPGRQ', 'amount_block': 'SPGRS'}.items() -%}
    select concat_ws('_', invoice_document_id, fiscal_year) as invoice_id, line_number, '{{ field }}' as field_name, _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_sap__rseg') }}
    where {{ column }} is not null
    union all
    {% endfor -%}
    select concat_ws('_', invoice_document_id, fiscal_year), cast(null as string), 'ZLSPR', _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_sap__rbkp') }}
    where payment_block_raw is not null

),

-- The object of an invoice is its number and its year.
changes as (

    select
        concat_ws('_', substring(object_id, 1, 10), substring(object_id, 11, 4)) as invoice_id,
        invoice_line_number as line_number,
        field_name,
        min(case when new_value is not null then changed_at end) as placed_at,
        max(case when new_value is null then changed_at end) as released_at,
        max(_loaded_at) as _loaded_at,
        max_by(_file_sha256, change_number) as _file_sha256,
        max_by(_row_number, change_number) as _row_number
    from {{ ref('int_procurement__sap_changes') }}
    where object_class = 'INCOMINGINVOICE' and (table_name = 'RSEG' and field_name like 'SPGR%' or table_name = 'RBKP' and field_name = 'ZLSPR')
    group by 1, 2, 3

),

blocks as (

    select
        coalesce(flags.invoice_id, changes.invoice_id) as invoice_id,
        coalesce(flags.line_number, changes.line_number) as line_number,
        coalesce(flags.field_name, changes.field_name) as field_name,
        changes.placed_at,
        case when flags.invoice_id is null then changes.released_at end as released_at,
        coalesce(flags._loaded_at, changes._loaded_at) as _loaded_at,
        coalesce(flags._file_sha256, changes._file_sha256) as _file_sha256,
        coalesce(flags._row_number, changes._row_number) as _row_number
    from flags
    full join changes
        on flags.invoice_id = changes.invoice_id
        and flags.field_name = changes.field_name
        and flags.line_number is not distinct from changes.line_number

)

select
    concat_ws('_', blocks.invoice_id, blocks.line_number, blocks.field_name) as block_id,
    blocks.invoice_id,
    case when blocks.line_number is not null then concat_ws('_', blocks.invoice_id, blocks.line_number) end as invoice_line_id,
    blocks.field_name,
    -- What the log does not tell of was set when the invoice was posted.
    coalesce(blocks.placed_at, invoices.entered_at) as placed_at,
    blocks.released_at,
    blocks._loaded_at,
    blocks._file_sha256,
    blocks._row_number
from blocks
join {{ ref('int_procurement__sap_invoices') }} as invoices on blocks.invoice_id = invoices.invoice_id
where not invoices.is_reversal
