{{ config(materialized='ephemeral') }}

select
    'coupa' as source_system,
    suppliers.supplier_id,
    suppliers.supplier_number,
    suppliers.supplier_name,
    suppliers.status_raw,
    {{ meaning('statuses', 'suppliers.status_raw') }} = 'active' as is_active,
    suppliers.is_on_hold as is_payment_blocked,
    suppliers.country_code,
    cast(null as string) as external_id,
    suppliers.tax_id_key,
    suppliers.email_key,
    suppliers.duns_number,
    suppliers.parent_supplier_id,
    suppliers.created_at,
    suppliers.updated_at as recorded_at,
    false as is_deleted,
    suppliers._loaded_at as loaded_at,
    suppliers._file_sha256 as source_file_sha256,
    suppliers._row_number as source_row_number
from {{ ref('stg_coupa__coupa_suppliers') }} as suppliers
{{ join_codes('coupa', 'supplier_status', 'suppliers.status_raw', as='statuses') }}
