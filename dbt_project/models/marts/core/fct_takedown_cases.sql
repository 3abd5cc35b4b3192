select
    takedown_case_key,
    policy_key,
    source_system,
    notice_type,
    notice_type_raw,
    affected_item_count,
    published_on,
    source_file_sha256,
    source_row_number
from {{ ref('int_safety__takedown_cases') }}
