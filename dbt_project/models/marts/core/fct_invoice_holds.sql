select
    {{ surrogate_key(['source_system', 'hold_id']) }} as hold_key,
    source_system,
    hold_id,
    case when invoice_id is not null then {{ surrogate_key(['source_system', 'invoice_id']) }} end as invoice_key,
    hold_type_raw,
    hold_type,
    placed_at,
    released_at,
    release_reason_raw,
    recorded_at,
    is_deleted,
    loaded_at,
    source_file_sha256,
    source_row_number
from {{ ref('int_procurement__holds') }}
