{{ config(materialized='ephemeral') }}

select
    'zip' as source_system,
    suppliers.supplier_id,
    suppliers.external_id as supplier_number,
    suppliers.supplier_name,
    suppliers.status_raw,
    {{ meaning('statuses', 'suppliers.status_raw') }} = 'active' as is_active,
    {{ meaning('statuses', 'suppliers.status_raw') }} = 'blocked' as is_payment_blocked,
    cast(null as string) as country_code,
    suppliers.external_id,
    suppliers.tax_id_key,
    suppliers.email_key,
    suppliers.duns_number,
    cast(null as string) as parent_supplier_id,
    suppliers.created_at,
    suppliers.updated_at as recorded_at,
    coalesce(statuses.meaning = 'deleted', false) as is_deleted,
    suppliers._loaded_at as loaded_at,
    suppliers._file_sha256 as source_file_sha256,
    suppliers._row_number as source_row_number
from {{ ref('stg_zip__zip_vendors') }} as suppliers
{{ join_codes('zip', 'supplier_status', 'suppliers.status_raw', as='statuses') }}
