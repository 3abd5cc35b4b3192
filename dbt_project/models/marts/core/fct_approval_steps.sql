select
    {{ surrogate_key(['source_system', 'approval_step_id']) }} as approval_step_key,
    source_system,
    approval_step_id,
    document_type,
    document_id,
    {{ surrogate_key(['source_system', 'document_id']) }} as document_key,
    step_number,
    approver_key,
    decision_raw,
    decision,
    pending_since_at,
    decided_at,
    recorded_at,
    is_deleted,
    loaded_at,
    source_file_sha256,
    source_row_number
from {{ ref('int_procurement__approval_steps') }}
