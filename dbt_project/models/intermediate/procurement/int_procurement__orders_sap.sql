{{ config(materialized='view') }}

select
    'sap' as source_system,
    purchase_order_id,
    supplier_id,
    cast(null as string) as supplier_name,
    company_code,
    document_type_raw,
    document_category_raw,
    currency_code,
    is_deleted,
    {{ local_to_utc('cast(created_on as timestamp)', feed_timezone('sap', 'ekko')) }} as created_at,
    created_on,
    case when created_on is not null then 'day' end as created_at_precision,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_sap__ekko') }}
