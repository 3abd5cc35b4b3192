{{ config(materialized='ephemeral') }}

select
    'sap_event_log' as source_system,
    purchase_order_id,
    purchase_order_line_id,
    line_number,
    supplier_id,
    company_code,
    cast(null as string) as cost_center,
    spend_area as category,
    item_type_raw,
    cast(null as decimal(18, 4)) as ordered_quantity,
    cast(null as string) as quantity_unit,
    cast(null as decimal(18, 4)) as unit_price,
    net_amount_eur as ordered_amount,
    'EUR' as currency_code,
    cast(null as string) as requisition_id,
    cast(null as date) as needed_on,
    cast(null as date) as promised_on,
    is_goods_receipt_expected,
    is_goods_receipt_based_invoicing,
    cast(null as boolean) as is_delivery_complete,
    true as has_invoice_history,
    -- The creation is an event of the log.
    cast(null as timestamp) as created_at,
    cast(null as date) as created_on,
    cast(null as string) as created_at_precision,
    last_event_at as recorded_at,
    is_deleted,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('int_procurement__event_log_items') }}
