{{ config(materialized='ephemeral') }}

-- The line is there when its last delivery is.
with schedules as (

    select purchase_order_id, line_number, max(needed_on) as needed_on, max(promised_on) as promised_on, max(requisition_id) as requisition_id
    from {{ ref('stg_sap__eket') }}
    group by purchase_order_id, line_number

),

-- Invoices are exported by company code; where none are, nothing is known of a line's invoices.
invoiced as (select distinct company_code from {{ ref('stg_sap__rbkp') }})

select
    'sap' as source_system,
    lines.purchase_order_id,
    concat_ws('_', lines.purchase_order_id, lines.line_number) as purchase_order_line_id,
    lines.line_number,
    orders.supplier_id,
    lines.company_code,
    assignments.cost_center,
    lines.material_group as category,
    lines.item_category_raw as item_type_raw,
    lines.ordered_quantity,
    lines.quantity_unit,
    {{ sap_amount(quotient('lines.net_price', 'lines.price_unit'), 'lines.is_extract', 'decimals') }} as unit_price,
    {{ sap_amount('lines.net_amount', 'lines.is_extract', 'decimals') }} as ordered_amount,
    orders.currency_code,
    coalesce(lines.requisition_id, schedules.requisition_id) as requisition_id,
    schedules.needed_on,
    schedules.promised_on,
    lines.is_goods_receipt_expected,
    lines.is_goods_receipt_based_invoicing,
    lines.is_delivery_complete,
    invoiced.company_code is not null as has_invoice_history,
    -- EKPO has no creation date (its AEDAT is the last change), so a line is created when its header was.
    coalesce(creations.created_at, {{ local_to_utc('cast(orders.created_on as timestamp)', feed_timezone('sap', 'ekko')) }}) as created_at,
    orders.created_on,
    case when creations.created_at is not null then 'second' else 'day' end as created_at_precision,
    cast(null as timestamp) as recorded_at,
    lines.deletion_flag_raw is not null and lines.deletion_flag_raw <> 'S' or coalesce(orders.is_deleted, false) as is_deleted,
    lines._loaded_at as loaded_at,
    lines._file_sha256 as source_file_sha256,
    lines._row_number as source_row_number
from {{ ref('stg_sap__ekpo') }} as lines
left join {{ ref('stg_sap__ekko') }} as orders on lines.purchase_order_id = orders.purchase_order_id
left join {{ ref('int_procurement__sap_creations') }} as creations
    on creations.object_class = 'EINKBELEG' and lines.purchase_order_id = creations.object_id
left join {{ ref('int_procurement__sap_cost_centers') }} as assignments
    on assignments.document_type = 'purchase_order'
    and lines.purchase_order_id = assignments.document_id
    and lines.line_number = assignments.line_number
left join schedules on lines.purchase_order_id = schedules.purchase_order_id and lines.line_number = schedules.line_number
left join invoiced on lines.company_code = invoiced.company_code
{{ join_codes('sap', 'currency_decimals', 'orders.currency_code', as='decimals') }}
