select
    content_label_key,
    policy_key,
    source_system,
    labelled_record_id,
    content_id,
    content_length,
    policy_code,
    label,
    action,
    labelled_by_key,
    labelled_at,
    loaded_at,
    false as is_deleted,
    source_file_sha256,
    source_row_number
from {{ ref('int_safety__content_labels') }}
