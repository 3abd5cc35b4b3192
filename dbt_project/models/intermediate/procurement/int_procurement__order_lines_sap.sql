{{ config(materialized='view') }}

select
    'sap' as source_system,
    lines.purchase_order_id,
    concat_ws('_', lines.purchase_order_id, lines.line_number) as purchase_order_line_id,
    lines.line_number,
    orders.supplier_id,
    lines.company_code,
    lines.material_group as category,
    lines.item_category_raw as item_type_raw,
    lines.ordered_quantity,
    lines.quantity_unit,
    lines.net_amount as ordered_amount,
    orders.currency_code,
    lines.deletion_flag_raw is not null and lines.deletion_flag_raw <> 'S' or coalesce(orders.is_deleted, false) as is_deleted,
    lines.is_goods_receipt_expected,
    lines.is_goods_receipt_based_invoicing,
    lines.is_delivery_complete,
    -- The tables hold orders and receipts; invoices and payments come as accounting headers without an order.
    false as has_invoice_history,
    lines._file_sha256 as source_file_sha256,
    lines._row_number as source_row_number
from {{ ref('stg_sap__ekpo') }} as lines
left join {{ ref('stg_sap__ekko') }} as orders on lines.purchase_order_id = orders.purchase_order_id
