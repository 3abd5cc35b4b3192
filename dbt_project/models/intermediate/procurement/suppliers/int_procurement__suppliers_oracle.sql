{{ config(materialized='ephemeral') }}

select
    'oracle' as source_system,
    vendor_id as supplier_id,
    segment1 as supplier_number,
    vendor_name as supplier_name,
    cast(null as string) as status_raw,
    coalesce(enabled_flag, true) and coalesce(end_date_active > (select cast(as_of_at as date) from {{ source('warehouse', 'run_parameters') }}), true) as is_active,
    coalesce(hold_all_payments_flag, false) as is_payment_blocked,
    taxpayer_country as country_code,
    cast(null as string) as external_id,
    tax_id_key,
    cast(null as string) as email_key,
    cast(null as string) as duns_number,
    parent_vendor_id as parent_supplier_id,
    creation_date as created_at,
    last_update_date as recorded_at,
    false as is_deleted,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_oracle__oracle_suppliers') }}
