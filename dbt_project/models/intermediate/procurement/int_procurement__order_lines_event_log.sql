{{ config(materialized='view') }}

select
    'sap_event_log' as source_system,
    purchase_order_id,
    purchase_order_line_id,
    line_number,
    supplier_id,
    company_code,
    spend_area as category,
    item_type_raw,
    cast(null as decimal(18, 4)) as ordered_quantity,
    cast(null as string) as quantity_unit,
    net_amount_eur as ordered_amount,
    'EUR' as currency_code,
    is_deleted,
    is_goods_receipt_expected,
    is_goods_receipt_based_invoicing,
    cast(null as boolean) as is_delivery_complete,
    true as has_invoice_history,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('int_procurement__event_log_items') }}
