{{ config(materialized='ephemeral') }}

select
    'netsuite' as source_system,
    vendors.supplier_id,
    vendors.supplier_number,
    vendors.supplier_name,
    cast(null as string) as status_raw,
    not coalesce(vendors.is_inactive, false) as is_active,
    cast(null as boolean) as is_payment_blocked,
    vendors.country_code,
    vendors.external_id,
    vendors.tax_id_key,
    vendors.email_key,
    cast(null as string) as duns_number,
    cast(null as string) as parent_supplier_id,
    vendors.created_at,
    vendors.modified_at as recorded_at,
    vendors.deleted_at is not null or deleted_records.record_id is not null as is_deleted,
    vendors._loaded_at as loaded_at,
    vendors._file_sha256 as source_file_sha256,
    vendors._row_number as source_row_number
from {{ ref('stg_netsuite__netsuite_vendor') }} as vendors
left join {{ ref('stg_netsuite__netsuite_deletedrecord') }} as deleted_records on vendors.supplier_id = deleted_records.record_id and lower(deleted_records.record_type) = 'vendor'
