{{ config(materialized='ephemeral') }}

{#- A purchase request is a requisition: the same object, seen from purchasing. Departments stand for cost centres. -#}
select
    'zip' as source_system,
    requests.request_id as requisition_id,
    requests.request_number as requisition_number,
    requests.request_id,
    requests.status_raw,
    {{ meaning('statuses', 'requests.status_raw') }} as status,
    requests.requester_key,
    requests.company_code,
    requests.department as cost_center,
    requests.category,
    requests.request_amount as requisition_amount,
    requests.currency_code,
    requests.created_at,
    cast(requests.created_at as date) as created_on,
    'second' as created_at_precision,
    requests.submitted_at,
    case when statuses.meaning in ('approved', 'closed') then coalesce(requests.completed_at, steps.last_approved_at) end as approved_at,
    requests.updated_at as recorded_at,
    false as is_deleted,
    requests._loaded_at as loaded_at,
    requests._file_sha256 as source_file_sha256,
    requests._row_number as source_row_number
from {{ ref('stg_zip__zip_requests') }} as requests
left join (
    select document_id, max(case when decision in ('approved', 'auto_approved') then decided_at end) as last_approved_at
    from {{ ref('int_procurement__approval_steps_zip') }}
    group by document_id
) as steps on requests.request_id = steps.document_id
{{ join_codes('zip', 'request_status', 'requests.status_raw', as='statuses') }}
where requests.request_type_raw = 'PURCHASE_REQUEST'
