{{ config(materialized='ephemeral') }}

select
    'oracle' as source_system,
    holds.hold_id,
    holds.invoice_id,
    holds.hold_lookup_code as hold_type_raw,
    {{ meaning('types', 'holds.hold_lookup_code') }} as hold_type,
    holds.hold_date as placed_at,
    -- A release has no stamp of its own: it is the last change of the hold.
    case when holds.release_lookup_code is not null then holds.last_update_date end as released_at,
    holds.release_lookup_code as release_reason_raw,
    holds.last_update_date as recorded_at,
    false as is_deleted,
    holds._loaded_at as loaded_at,
    holds._file_sha256 as source_file_sha256,
    holds._row_number as source_row_number
from {{ ref('stg_oracle__oracle_holds') }} as holds
{{ join_codes('oracle', 'hold_type', 'holds.hold_lookup_code', as='types') }}
