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
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_sap__ekko') }}
