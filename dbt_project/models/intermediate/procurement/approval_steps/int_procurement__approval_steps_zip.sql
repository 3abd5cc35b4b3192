{{ config(materialized='ephemeral') }}

{#- Steps of a purchase request count as steps of the requisition that it is, so that requisitions compare across systems. The stamps of a step come
   in two spellings. Statuses 6 to 8 are the company's own and mean what their name means. -#}
with requests as (

    select request_id, request_number, request_type_raw
    from {{ ref('stg_zip__zip_requests') }}

),

approvals as (

    select
        *,
        coalesce(nested_request_number, flat_request_number) as request_number,
        coalesce(start_time_at, started_at) as pending_since_at,
        coalesce(complete_time_at, completed_at) as decided_at,
        case when status_raw in ('6', '7', '8') then coalesce(status_name, status_raw) else status_raw end as decision_raw
    from {{ ref('stg_zip__zip_approvals') }}

)

select
    'zip' as source_system,
    approvals.approval_step_id,
    case when requests.request_type_raw = 'PURCHASE_REQUEST' then 'requisition' else 'request' end as document_type,
    coalesce(approvals.request_id, numbered.request_id) as document_id,
    cast(row_number() over (
        partition by coalesce(approvals.request_id, approvals.request_number)
        order by approvals.pending_since_at nulls last, approvals.created_at nulls last, approvals.approval_step_id nulls last
    ) as bigint) as step_number,
    approvals.approver_key,
    approvals.decision_raw,
    {{ meaning('decisions', 'approvals.decision_raw') }} as decision,
    approvals.pending_since_at,
    approvals.decided_at,
    approvals.updated_at as recorded_at,
    false as is_deleted,
    approvals._loaded_at as loaded_at,
    approvals._file_sha256 as source_file_sha256,
    approvals._row_number as source_row_number
from approvals
left join requests as numbered on case when approvals.request_id is null then approvals.request_number end = numbered.request_number
left join requests on coalesce(approvals.request_id, numbered.request_id) = requests.request_id
{{ join_codes('zip', 'approval_decision', 'approvals.decision_raw', as='decisions') }}
