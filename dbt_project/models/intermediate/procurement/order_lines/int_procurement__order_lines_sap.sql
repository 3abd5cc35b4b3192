{{ config(materialized='ephemeral') }}

select
    'sap' as source_system,
    lines.purchase_order_id,
    concat_ws('_', lines.purchase_order_id, lines.line_number) as purchase_order_line_id,
    lines.line_number,
    orders.supplier_id,
    lines.company_code,
    cast(null as string) as cost_center,
    lines.material_group as category,
    lines.item_category_raw as item_type_raw,
    lines.ordered_quantity,
    lines.quantity_unit,
    cast(null as decimal(18, 4)) as unit_price,
    lines.net_amount as ordered_amount,
    orders.currency_code,
    cast(null as string) as requisition_id,
    cast(null as date) as needed_on,
    cast(null as date) as promised_on,
    lines.is_goods_receipt_expected,
    lines.is_goods_receipt_based_invoicing,
    lines.is_delivery_complete,
    false as has_invoice_history,
    -- EKPO has no creation date (its AEDAT is the last change), so a line is created when its header was: a date without a time.
    {{ local_to_utc('cast(orders.created_on as timestamp)', feed_timezone('sap', 'ekko')) }} as created_at,
    orders.created_on,
    'day' as created_at_precision,
    cast(null as timestamp) as recorded_at,
    lines.deletion_flag_raw is not null and lines.deletion_flag_raw <> 'S' or coalesce(orders.is_deleted, false) as is_deleted,
    lines._loaded_at as loaded_at,
    lines._file_sha256 as source_file_sha256,
    lines._row_number as source_row_number
from {{ ref('stg_sap__ekpo') }} as lines
left join {{ ref('stg_sap__ekko') }} as orders on lines.purchase_order_id = orders.purchase_order_id
