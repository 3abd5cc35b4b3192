{{ config(materialized='ephemeral') }}

{#- Lines have no number of their own: their place in the order is it. They name their department by its id; requests know what it is called. -#}
select
    'zip' as source_system,
    lines.purchase_order_id,
    lines.purchase_order_line_id,
    cast(lines.element_number as string) as line_number,
    orders.supplier_id,
    orders.company_code,
    coalesce(departments.department, lines.department_id) as cost_center,
    lines.category,
    lines.line_type_raw as item_type_raw,
    lines.ordered_quantity,
    cast(null as string) as quantity_unit,
    lines.unit_price,
    lines.ordered_amount,
    coalesce(lines.currency_code, orders.currency_code) as currency_code,
    orders.requisition_id,
    cast(lines.ends_at as date) as needed_on,
    cast(null as date) as promised_on,
    cast(null as boolean) as is_goods_receipt_expected,
    cast(null as boolean) as is_goods_receipt_based_invoicing,
    cast(null as boolean) as is_delivery_complete,
    true as has_invoice_history,
    lines.created_at,
    cast(lines.created_at as date) as created_on,
    'second' as created_at_precision,
    lines.updated_at as recorded_at,
    false as is_deleted,
    lines._loaded_at as loaded_at,
    lines._file_sha256 as source_file_sha256,
    lines._row_number as source_row_number
from {{ ref('stg_zip__purchase_order_lines') }} as lines
left join {{ ref('int_procurement__orders_zip') }} as orders on lines.purchase_order_id = orders.purchase_order_id
left join (
    select department_id, max(department) as department from {{ ref('stg_zip__zip_requests') }} where department_id is not null group by department_id
) as departments on lines.department_id = departments.department_id
