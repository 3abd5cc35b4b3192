{{ config(materialized='ephemeral') }}

{#- A failed tolerance holds its invoice until it is resolved. The flat files do not tell when; a resolution in API pages is the last change. -#}
select
    'coupa' as source_system,
    breach_id as hold_id,
    invoice_id,
    tolerance_code as hold_type_raw,
    case when exception_type in ('price', 'quantity', 'manual') then exception_type when exception_type = 'receipt_missing' then 'receipt' else 'other' end as hold_type,
    created_at as placed_at,
    case when is_resolved then updated_at end as released_at,
    resolution_strategy_raw as release_reason_raw,
    updated_at as recorded_at,
    false as is_deleted,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('int_procurement__coupa_failed_tolerances') }}
