{{ config(materialized='ephemeral') }}

select
    'zendesk_qa' as source_system,
    disputes.dispute_id,
    disputes.review_id as qa_evaluation_id,
    {{ meaning('statuses', 'disputes.status') }} as status,
    disputes.status as status_raw,
    disputes.created_by_key as opened_by_key,
    disputes.assignee_key as decided_by_key,
    disputes.created_at as opened_at,
    disputes.resolved_at,
    coalesce(disputes.resolved_at, disputes.created_at) as recorded_at,
    false as is_deleted,
    disputes._loaded_at as loaded_at,
    disputes._file_sha256 as source_file_sha256,
    disputes._row_number as source_row_number
from {{ ref('stg_zendesk_qa__zendesk_qa_disputes') }} as disputes
{{ join_codes('zendesk_qa', 'dispute_status', 'disputes.status', 'statuses') }}
