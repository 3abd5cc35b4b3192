{{ config(materialized='ephemeral') }}

-- The log has no order header: an order is what its lowest item says of it.
with first_items as (

    select purchase_order_id, min(purchase_order_line_id) as purchase_order_line_id
    from {{ ref('int_procurement__event_log_items') }}
    group by purchase_order_id

)

select
    'sap_event_log' as source_system,
    items.purchase_order_id,
    items.purchase_order_id as purchase_order_number,
    items.supplier_id,
    items.supplier_name,
    items.company_code,
    items.document_type_raw,
    items.document_category_raw,
    'EUR' as currency_code,
    cast(null as string) as status_raw,
    'unknown' as approval_status,
    cast(null as string) as requisition_id,
    cast(null as string) as buyer_key,
    cast(null as timestamp) as created_at,
    cast(null as date) as created_on,
    cast(null as string) as created_at_precision,
    cast(null as timestamp) as recorded_at,
    false as is_deleted,
    items._loaded_at as loaded_at,
    items._file_sha256 as source_file_sha256,
    items._row_number as source_row_number
from {{ ref('int_procurement__event_log_items') }} as items
join first_items on items.purchase_order_line_id = first_items.purchase_order_line_id
