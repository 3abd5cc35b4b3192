{{ config(materialized='ephemeral') }}

select
    'zip' as source_system,
    requests.request_id,
    requests.request_number,
    requests.request_type_raw,
    {{ meaning('types', 'requests.request_type_raw') }} as request_type,
    requests.status_raw,
    {{ meaning('statuses', 'requests.status_raw') }} as status,
    requests.requester_key,
    requests.supplier_id,
    requests.department,
    requests.category,
    requests.request_amount,
    requests.currency_code,
    requests.created_at,
    requests.submitted_at,
    requests.completed_at,
    requests.cancelled_at,
    requests.updated_at as recorded_at,
    false as is_deleted,
    requests._loaded_at as loaded_at,
    requests._file_sha256 as source_file_sha256,
    requests._row_number as source_row_number
from {{ ref('stg_zip__zip_requests') }} as requests
{{ join_codes('zip', 'request_type', 'requests.request_type_raw', as='types') }}
{{ join_codes('zip', 'request_status', 'requests.status_raw', as='statuses') }}
