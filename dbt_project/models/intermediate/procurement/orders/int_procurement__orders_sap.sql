{{ config(materialized='ephemeral') }}

select
    'sap' as source_system,
    purchase_order_id,
    purchase_order_id as purchase_order_number,
    supplier_id,
    cast(null as string) as supplier_name,
    company_code,
    document_type_raw,
    document_category_raw,
    currency_code,
    cast(null as string) as status_raw,
    'unknown' as approval_status,
    cast(null as string) as requisition_id,
    cast(null as string) as buyer_key,
    {{ local_to_utc('cast(created_on as timestamp)', feed_timezone('sap', 'ekko')) }} as created_at,
    created_on,
    case when created_on is not null then 'day' end as created_at_precision,
    cast(null as timestamp) as recorded_at,
    is_deleted,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_sap__ekko') }}
