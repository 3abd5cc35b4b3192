select
    _feed as feed,
    _file_name as file_name,
    _file_sha256 as file_sha256,
    _row_number as row_number,
    _line_number as line_number,
    reason,
    detail,
    _loaded_at as loaded_at
from {{ source('warehouse', 'quarantined_rows') }}
