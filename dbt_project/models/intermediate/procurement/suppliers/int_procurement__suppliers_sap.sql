{{ config(materialized='ephemeral') }}

select
    'sap' as source_system,
    supplier_id,
    supplier_id as supplier_number,
    supplier_name,
    cast(null as string) as status_raw,
    not (is_deleted or is_posting_blocked or is_purchasing_blocked) as is_active,
    is_payment_blocked,
    country_code,
    cast(null as string) as external_id,
    coalesce(vat_number_key, tax_number_key) as tax_id_key,
    -- Addresses are in a table of their own.
    cast(null as string) as email_key,
    cast(null as string) as duns_number,
    cast(null as string) as parent_supplier_id,
    {{ local_to_utc('cast(created_on as timestamp)', feed_timezone('sap', 'lfa1')) }} as created_at,
    cast(null as timestamp) as recorded_at,
    is_deleted,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_sap__lfa1') }}
