with keyed as (

    select
        lines.*,
        coalesce(orders.approval_status in ('cancelled', 'rejected', 'closed'), false) as is_ended,
        {{ surrogate_key(['lines.source_system', 'lines.purchase_order_line_id']) }} as purchase_order_line_key
    from {{ ref('int_procurement__order_lines') }} as lines
    left join {{ ref('int_procurement__orders') }} as orders
        on lines.source_system = orders.source_system and lines.purchase_order_id = orders.purchase_order_id

),

joined as (

    select
        keyed.source_system,
        keyed.purchase_order_id,
        keyed.purchase_order_line_id,
        keyed.line_number,
        keyed.supplier_id,
        keyed.company_code,
        keyed.cost_center,
        keyed.category,
        keyed.item_type_raw,
        keyed.ordered_quantity,
        keyed.quantity_unit,
        keyed.unit_price,
        keyed.ordered_amount,
        keyed.currency_code,
        keyed.requisition_id,
        keyed.needed_on,
        keyed.promised_on,
        keyed.is_goods_receipt_expected,
        keyed.is_goods_receipt_based_invoicing,
        keyed.is_delivery_complete,
        keyed.has_invoice_history,
        keyed.recorded_at,
        keyed.is_deleted,
        keyed.is_ended,
        keyed.loaded_at,
        keyed.source_file_sha256,
        keyed.source_row_number,
        keyed.purchase_order_line_key,
        case when keyed.item_type_raw is not null then coalesce(item_types.item_type, 'unknown') end as item_type,
        observation.observed_until_at,
        milestones.created_at,
        milestones.created_on,
        milestones.created_at_precision,
        milestones.first_receipt_at,
        milestones.first_receipt_on,
        milestones.first_invoice_at,
        milestones.first_invoice_on,
        milestones.first_cleared_at,
        milestones.first_cleared_at_precision,
        milestones.first_cleared_on,
        milestones.event_count,
        milestones.receipt_count,
        milestones.reversed_receipt_count,
        milestones.invoice_count,
        case when milestones.known_actor_count > 0 then milestones.human_event_count end as human_event_count,
        milestones.touch_count,
        case when milestones.known_actor_count > 0 then milestones.human_touch_count end as human_touch_count,
        milestones.receipt_count + milestones.cancelled_return_count > milestones.reversed_receipt_count as is_received,
        -- Where the source does not tell of invoices, "not cleared" is not known either.
        case when keyed.has_invoice_history then milestones.first_invoice_at is not null end as is_invoiced,
        case when keyed.has_invoice_history then milestones.first_cleared_at is not null end as is_cleared
    from keyed
    left join {{ ref('int_procurement__line_milestones') }} as milestones
        on keyed.purchase_order_line_key = milestones.purchase_order_line_key
    left join {{ ref('int_procurement__observation') }} as observation on keyed.source_system = observation.source_system
    left join {{ ref('purchase_order_item_types') }} as item_types
        on keyed.source_system = item_types.source_system and keyed.item_type_raw = item_types.code

),

measured as (

    select
        *,
        -- Where the creation is known to the day only, so is the duration: whole days.
        case
            when created_at_precision = 'day' then {{ seconds_between('cast(created_on as timestamp)', 'cast(first_receipt_on as timestamp)') }}
            else {{ seconds_between('created_at', 'first_receipt_at') }}
        end as seconds_to_first_receipt
    from joined

)

select
    purchase_order_line_key,
    source_system,
    purchase_order_line_id,
    {{ surrogate_key(['source_system', 'purchase_order_id']) }} as purchase_order_key,
    purchase_order_id,
    line_number,
    case when supplier_id is not null then {{ surrogate_key(['source_system', 'supplier_id']) }} end as supplier_key,
    company_code,
    cost_center,
    category,
    item_type,
    item_type_raw,
    ordered_quantity,
    quantity_unit,
    unit_price,
    ordered_amount,
    currency_code,
    case when requisition_id is not null then {{ surrogate_key(['source_system', 'requisition_id']) }} end as requisition_key,
    needed_on,
    promised_on,
    is_deleted,
    is_ended,
    is_goods_receipt_expected,
    is_goods_receipt_based_invoicing,
    is_delivery_complete,
    has_invoice_history,
    created_at,
    created_on,
    created_at_precision,
    first_receipt_at,
    first_receipt_on,
    first_invoice_at,
    first_cleared_at,
    first_cleared_on,
    event_count,
    receipt_count,
    reversed_receipt_count,
    invoice_count,
    human_event_count,
    touch_count,
    human_touch_count,
    is_received,
    is_invoiced,
    is_cleared,
    cast(case when is_cleared then 1 else 0 end as bigint) as cleared_count,
    case when is_cleared then touch_count = 0 end as is_touchless,
    cast(case when is_cleared and touch_count = 0 then 1 else 0 end as bigint) as touchless_count,
    case
        when is_goods_receipt_based_invoicing and first_invoice_at is not null
            then first_receipt_at is null or first_invoice_at < first_receipt_at
    end as is_invoiced_before_receipt,
    seconds_to_first_receipt,
    cast(floor(cast(seconds_to_first_receipt as double) / 86400.0) as bigint) as days_to_first_receipt,
    {{ seconds_between('created_at', 'first_invoice_at') }} as seconds_to_first_invoice,
    -- A clearing that precedes the first invoice settles something else; no duration is made of it. Where it is known to the day only, so is the duration.
    case
        when first_cleared_at_precision = 'day' and first_cleared_on >= first_invoice_on
            then {{ seconds_between('cast(first_invoice_on as timestamp)', 'cast(first_cleared_on as timestamp)') }}
        when first_cleared_at_precision = 'second' and first_cleared_at >= first_invoice_at then {{ seconds_between('first_invoice_at', 'first_cleared_at') }}
    end as seconds_invoice_to_clearing,
    observed_until_at,
    recorded_at,
    loaded_at,
    source_file_sha256,
    source_row_number
from measured
