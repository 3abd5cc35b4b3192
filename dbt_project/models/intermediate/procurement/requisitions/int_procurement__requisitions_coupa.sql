{{ config(materialized='ephemeral') }}

{#- A requisition arrives in the flat files when it is approved, and in API pages at any time: of both forms the latest state counts. -#}
{%- set time_zone = feed_timezone('coupa', 'coupa_requisitions') %}

with states as (

    {% for form in ['requisitions', 'coupa_requisitions_api'] %}
    select
        {{ loop.index }} as form, requisition_id, status_raw, reject_reason_length, requester_key, requisition_amount, currency_code, created_at, submitted_at,
        updated_at, _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_coupa__' ~ form) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

requisitions as (

    select *
    from states
    qualify row_number() over (partition by requisition_id order by updated_at desc nulls last, form desc nulls last) = 1

),

lines as (

    {% for form in ['requisition_lines', 'requisition_lines_api'] %}
    select {{ loop.index }} as form, requisition_id, line_number, company_code, cost_center, category, updated_at
    from {{ ref('stg_coupa__' ~ form) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- Company, cost centre and category stand on the lines; the first line speaks for the requisition.
first_lines as (

    select *
    from lines
    qualify row_number() over (partition by requisition_id order by line_number nulls last, updated_at desc nulls last, form desc nulls last) = 1

),

decisions as (

    select document_id, max(decided_at) as last_decided_at
    from {{ ref('stg_coupa__coupa_approvals') }}
    where lower(document_type_raw) = 'requisitionheader'
    group by document_id

),

typed as (

    select
        requisitions.*,
        -- A rejected requisition is a draft again, with a reason beside it.
        case when {{ meaning('statuses', 'requisitions.status_raw') }} = 'draft' and requisitions.reject_reason_length > 0 then 'rejected'
            else {{ meaning('statuses', 'requisitions.status_raw') }} end as status
    from requisitions
    {{ join_codes('coupa', 'requisition_status', 'requisitions.status_raw', as='statuses') }}

)

select
    'coupa' as source_system,
    typed.requisition_id,
    typed.requisition_id as requisition_number,
    cast(null as string) as request_id,
    typed.status_raw,
    typed.status,
    typed.requester_key,
    first_lines.company_code,
    first_lines.cost_center,
    first_lines.category,
    typed.requisition_amount,
    typed.currency_code,
    typed.created_at,
    cast({{ utc_to_local('typed.created_at', time_zone) }} as date) as created_on,
    'second' as created_at_precision,
    typed.submitted_at,
    case when typed.status in ('approved', 'ordered', 'partially_received', 'received') then decisions.last_decided_at end as approved_at,
    typed.updated_at as recorded_at,
    false as is_deleted,
    typed._loaded_at as loaded_at,
    typed._file_sha256 as source_file_sha256,
    typed._row_number as source_row_number
from typed
left join first_lines on typed.requisition_id = first_lines.requisition_id
left join decisions on typed.requisition_id = decisions.document_id
