{{ config(materialized='ephemeral') }}

-- A statement repeats a decision of the platform: it has a day, no task and no reviewer, and is never counted as review work.
select
    'dsa' as source_system,
    'transparency' as review_purpose,
    statements.statement_id as review_decision_id,
    cast(null as string) as review_task_id,
    cast(null as string) as reviewer_id,
    {{ meaning('types', 'statements.automated_decision') }} as reviewer_type,
    cast(null as bigint) as decision_number,
    cast(null as boolean) as is_final,
    cast(null as string) as overturns_decision_id,
    statements.platform_uid as stated_decision_id,
    cast(null as timestamp) as submitted_at,
    statements.application_date as decided_on,
    cast(null as bigint) as handle_seconds,
    statements.is_automatically_detected,
    statements.created_at as recorded_at,
    statements._loaded_at as loaded_at,
    statements._file_sha256 as source_file_sha256,
    statements._row_number as source_row_number
from {{ ref('stg_dsa__dsa_statements') }} as statements
{{ join_codes('dsa', 'reviewer_type', 'statements.automated_decision', 'types') }}
