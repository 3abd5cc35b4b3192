select
    feed,
    file_name,
    file_sha256,
    status,
    reason,
    detail,
    size_bytes,
    encoding,
    line_ending,
    row_count,
    raw_count,
    quarantined_count,
    loaded_at,
    is_in_landing
from {{ source('warehouse', 'landed_files') }}
