{{ config(materialized='ephemeral') }}

{#- Zip does not publish the status numbers of orders; exports without a status leave it unknown. -#}
select
    'zip' as source_system,
    orders.purchase_order_id,
    orders.purchase_order_number,
    orders.supplier_id,
    orders.supplier_name,
    requests.company_code,
    cast(null as string) as document_type_raw,
    cast(null as string) as document_category_raw,
    orders.currency_code,
    orders.status_raw,
    coalesce({{ meaning('statuses', 'orders.status_raw') }}, 'unknown') as approval_status,
    requests.request_id as requisition_id,
    cast(null as string) as buyer_key,
    orders.created_at,
    cast(orders.created_at as date) as created_on,
    'second' as created_at_precision,
    orders.updated_at as recorded_at,
    false as is_deleted,
    orders._loaded_at as loaded_at,
    orders._file_sha256 as source_file_sha256,
    orders._row_number as source_row_number
from {{ ref('stg_zip__zip_purchase_orders') }} as orders
left join {{ ref('stg_zip__zip_requests') }} as requests on orders.request_number = requests.request_number
{{ join_codes('zip', 'purchase_order_status', 'orders.status_raw', as='statuses') }}
