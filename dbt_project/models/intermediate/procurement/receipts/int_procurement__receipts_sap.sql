{{ config(materialized='ephemeral') }}

-- The history of an order line (EKBE) and the material documents (MSEG) tell of the same receipts: one that both have is one, and the document tells of it.
-- A receipt that is split over account assignments is one too.
with history as (

    select
        concat_ws('_', document_id, document_year, document_line) as receipt_id,
        purchase_order_id,
        line_number,
        coalesce(max(movement_type_raw), 'VGABE ' || max(posting_kind_raw)) as movement_type_raw,
        max(sign) as sign,
        max(posted_on) as posted_on,
        max(entered_at) as entered_at,
        sum(quantity) as quantity,
        sum(amount) as amount,
        max(currency_code) as currency_code,
        max(is_extract) as is_extract,
        max(case when reference_document_id <> document_id then concat_ws('_', reference_document_id, reference_document_year, reference_document_line) end) as reference_id,
        max(_loaded_at) as _loaded_at,
        min_by(_file_sha256, assignment_number) as _file_sha256,
        min_by(_row_number, assignment_number) as _row_number
    from {{ ref('int_procurement__sap_order_history') }}
    where is_receipt
    group by document_id, document_year, document_line, purchase_order_id, line_number

),

movements as (

    select
        movements.*,
        concat_ws('_', movements.material_document_id, movements.material_document_year, movements.material_document_line) as receipt_id,
        documents.posted_on,
        documents.entered_at
    from {{ ref('stg_sap__mseg') }} as movements
    left join {{ ref('stg_sap__mkpf') }} as documents
        on movements.material_document_id = documents.material_document_id
        and movements.material_document_year = documents.material_document_year
    where movements.purchase_order_id is not null and movements.line_number is not null

),

receipts as (

    select
        receipt_id,
        purchase_order_id,
        line_number,
        movement_type_raw,
        sign,
        posted_on,
        entered_at,
        quantity,
        quantity_unit,
        amount,
        currency_code,
        is_extract,
        case when reversed_document_id is not null then concat_ws('_', reversed_document_id, reversed_document_year, reversed_document_line) end as reversed_receipt_id,
        _loaded_at,
        _file_sha256,
        _row_number
    from movements

    union all

    select
        receipt_id,
        purchase_order_id,
        line_number,
        movement_type_raw,
        sign,
        posted_on,
        entered_at,
        quantity,
        cast(null as string),
        amount,
        currency_code,
        is_extract,
        -- A reversal refers to its receipt.
        case when movement_type_raw in ('102', '123', '162') then reference_id end,
        _loaded_at,
        _file_sha256,
        _row_number
    from history
    where receipt_id not in (select receipt_id from movements)

)

select
    'sap' as source_system,
    receipts.receipt_id,
    receipts.purchase_order_id,
    concat_ws('_', receipts.purchase_order_id, receipts.line_number) as purchase_order_line_id,
    -- A service entry has no movement type: its sign tells.
    case
        when receipts.movement_type_raw = 'VGABE 9' then case receipts.sign when 1 then 'goods_receipt_recorded' when -1 then 'goods_receipt_cancelled' else 'unknown' end
        else {{ meaning('types', 'receipts.movement_type_raw') }}
    end as event_type,
    receipts.movement_type_raw as activity_raw,
    coalesce(receipts.posted_on, history.posted_on) as posted_on,
    coalesce(receipts.entered_at, history.entered_at) as received_at,
    receipts.quantity as received_quantity,
    coalesce(receipts.quantity_unit, lines.quantity_unit) as quantity_unit,
    {{ sap_amount('receipts.amount', 'receipts.is_extract', 'decimals') }} as received_amount,
    receipts.currency_code,
    receipts.reversed_receipt_id,
    coalesce(receipts.entered_at, history.entered_at) as recorded_at,
    false as is_deleted,
    receipts._loaded_at as loaded_at,
    receipts._file_sha256 as source_file_sha256,
    receipts._row_number as source_row_number
from receipts
left join history on receipts.receipt_id = history.receipt_id
left join {{ ref('stg_sap__ekpo') }} as lines
    on receipts.purchase_order_id = lines.purchase_order_id and receipts.line_number = lines.line_number
{{ join_codes('sap', 'receipt_type', 'receipts.movement_type_raw', as='types') }}
{{ join_codes('sap', 'currency_decimals', 'receipts.currency_code', as='decimals') }}
