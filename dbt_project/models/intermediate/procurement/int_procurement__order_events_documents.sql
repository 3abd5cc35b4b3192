{{ config(materialized='view') }}

-- What happened to order lines, read from the documents of systems that keep no event log: each document is an event of the lines that it is about.
-- Who did it is not told in one way by all of them, so the actor stays unknown.
with lines as (

    -- The event log tells of its own events.
    select * from {{ ref('int_procurement__order_lines') }} where source_system <> 'sap_event_log'

),

receipts as (

    select * from {{ ref('int_procurement__receipts') }} where source_system <> 'sap_event_log' and not is_deleted and purchase_order_line_id is not null

),

billed as (

    select
        invoices.source_system,
        invoices.invoice_id,
        invoice_lines.invoice_line_id,
        invoice_lines.purchase_order_id,
        invoice_lines.purchase_order_line_id,
        invoices.document_type,
        invoices.status,
        invoices.status_raw,
        invoices.created_at,
        invoices.received_on,
        invoices.paid_on,
        invoices.recorded_at,
        invoices.loaded_at,
        invoices.source_file_sha256,
        invoices.source_row_number
    from {{ ref('int_procurement__invoice_lines') }} as invoice_lines
    join {{ ref('int_procurement__invoices') }} as invoices
        on invoice_lines.source_system = invoices.source_system and invoice_lines.invoice_id = invoices.invoice_id
    where not invoices.is_deleted and not invoice_lines.is_deleted and invoice_lines.purchase_order_line_id is not null

),

-- An order line may be billed by several lines of an invoice: a hold on the invoice is one event of the order line.
held as (

    select
        holds.*,
        billed.purchase_order_id,
        billed.purchase_order_line_id
    from {{ ref('int_procurement__holds') }} as holds
    join (select distinct source_system, invoice_id, purchase_order_id, purchase_order_line_id from billed) as billed
        on holds.source_system = billed.source_system and holds.invoice_id = billed.invoice_id
    where not holds.is_deleted

),

versions as (

    select
        *,
        lag(unit_price) over line as earlier_unit_price,
        lag(ordered_quantity) over line as earlier_quantity
    from {{ ref('int_procurement__order_line_versions') }}
    window line as (partition by source_system, purchase_order_line_id order by version_number nulls last)

),

events as (

    select
        source_system,
        purchase_order_line_id,
        purchase_order_line_id as document_id,
        'order_line_created' as event_type,
        cast(null as string) as activity_raw,
        created_at as occurred_at,
        created_on as occurred_on,
        coalesce(created_at_precision, 'second') as occurred_at_precision,
        loaded_at,
        source_file_sha256,
        source_row_number
    from lines

    union all

    select source_system, purchase_order_line_id, receipt_id, event_type, activity_raw, received_at, {{ source_day('received_at', 'source_system') }}, 'second',
        loaded_at, source_file_sha256, source_row_number
    from receipts
    where received_at is not null or posted_on is null

    union all

    -- A receipt that is known to the day only.
    select source_system, purchase_order_line_id, receipt_id, event_type, activity_raw, cast(posted_on as timestamp), posted_on, 'day',
        loaded_at, source_file_sha256, source_row_number
    from receipts
    where received_at is null and posted_on is not null

    union all

    select source_system, purchase_order_line_id, invoice_line_id,
        case document_type when 'credit_memo' then 'credit_memo_recorded' when 'prepayment' then 'prepayment_recorded' else 'invoice_recorded' end,
        status_raw, created_at, {{ source_day('created_at', 'source_system') }}, 'second', loaded_at, source_file_sha256, source_row_number
    from billed

    union all

    -- The last change of a voided invoice is its voiding.
    select source_system, purchase_order_line_id, invoice_line_id, 'invoice_cancelled', status_raw, recorded_at, {{ source_day('recorded_at', 'source_system') }}, 'second',
        loaded_at, source_file_sha256, source_row_number
    from billed
    where status = 'voided'

    union all

    select source_system, purchase_order_line_id, invoice_line_id, 'invoice_cleared', status_raw, cast(paid_on as timestamp), paid_on, 'day',
        loaded_at, source_file_sha256, source_row_number
    from billed
    where status = 'paid' and document_type = 'invoice'

    union all

    select source_system, purchase_order_line_id, concat_ws('_', hold_id, purchase_order_line_id), 'payment_block_set', hold_type_raw, placed_at,
        {{ source_day('placed_at', 'source_system') }}, 'second', loaded_at, source_file_sha256, source_row_number
    from held

    union all

    select source_system, purchase_order_line_id, concat_ws('_', hold_id, purchase_order_line_id), 'payment_block_removed', release_reason_raw, released_at,
        {{ source_day('released_at', 'source_system') }}, 'second', loaded_at, source_file_sha256, source_row_number
    from held
    where released_at is not null

    union all

    select source_system, purchase_order_line_id, concat_ws('_', purchase_order_line_id, version_number), 'price_changed', cast(null as string), valid_from_at,
        {{ source_day('valid_from_at', 'source_system') }}, 'second', loaded_at, source_file_sha256, source_row_number
    from versions
    where unit_price <> earlier_unit_price

    union all

    select source_system, purchase_order_line_id, concat_ws('_', purchase_order_line_id, version_number), 'quantity_changed', cast(null as string), valid_from_at,
        {{ source_day('valid_from_at', 'source_system') }}, 'second', loaded_at, source_file_sha256, source_row_number
    from versions
    where ordered_quantity <> earlier_quantity

)

select
    source_system,
    purchase_order_line_id,
    concat_ws('_', event_type, document_id) as purchase_order_event_id,
    cast(null as bigint) as event_number,
    'documents' as activity_map,
    event_type as activity,
    activity_raw,
    occurred_at,
    occurred_on,
    occurred_at_precision,
    cast(null as string) as actor_id,
    'unknown' as actor_type,
    loaded_at,
    source_file_sha256,
    source_row_number
from events
