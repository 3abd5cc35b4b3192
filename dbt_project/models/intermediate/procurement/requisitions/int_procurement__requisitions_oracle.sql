{{ config(materialized='ephemeral') }}

-- Oracle keeps amount, category, cost centre and requester on the lines: the amount is the sum over lines that stand, the others are those of the first line.
with lines as (

    select
        requisition_lines.*,
        cast(coalesce(
            requisition_lines.quantity * coalesce(requisition_lines.currency_unit_price, requisition_lines.unit_price), requisition_lines.currency_amount
        ) as decimal(18, 4)) as line_amount,
        coalesce(categories.category_name, requisition_lines.category_id) as category,
        distributions.cost_center
    from {{ ref('stg_oracle__oracle_requisition_lines') }} as requisition_lines
    left join {{ ref('stg_oracle__oracle_categories') }} as categories on requisition_lines.category_id = categories.category_id
    left join (
        select requisition_distributions.requisition_line_id, min_by(code_combinations.cost_center, requisition_distributions.distribution_id) as cost_center
        from {{ ref('stg_oracle__oracle_requisition_distributions') }} as requisition_distributions
        join {{ ref('stg_oracle__oracle_code_combinations') }} as code_combinations
            on requisition_distributions.code_combination_id = code_combinations.code_combination_id
        group by requisition_distributions.requisition_line_id
    ) as distributions on requisition_lines.requisition_line_id = distributions.requisition_line_id

),

totals as (

    select
        requisition_header_id,
        min_by(requester_key, line_number) as requester_key,
        min_by(category, line_number) as category,
        min_by(cost_center, line_number) as cost_center,
        case when count(distinct currency_code) = 1 then max(currency_code) end as currency_code,
        case when count(distinct currency_code) = 1 then cast(sum(line_amount) filter (where not coalesce(cancel_flag, false)) as decimal(18, 4)) end as requisition_amount,
        bool_and(coalesce(cancel_flag, false) or line_location_id is not null) as is_ordered,
        bool_or(line_location_id is not null) as has_order
    from lines
    group by requisition_header_id

),

submissions as (

    select object_id, min(action_date) as submitted_at
    from {{ ref('stg_oracle__oracle_action_history') }}
    where lower(action_code) = 'submit' and lower(object_type_code) in ('req', 'requisition')
    group by object_id

),

headers as (

    select
        *,
        case when cancel_flag then 'CANCELLED' when upper(closed_code) <> 'OPEN' then closed_code else document_status end as status_raw
    from {{ ref('stg_oracle__oracle_requisition_headers') }}

)

select
    'oracle' as source_system,
    headers.requisition_header_id as requisition_id,
    headers.requisition_number,
    cast(null as string) as request_id,
    headers.status_raw,
    case when {{ meaning('statuses', 'headers.status_raw') }} = 'approved' and totals.is_ordered and totals.has_order then 'ordered' else {{ meaning('statuses', 'headers.status_raw') }} end as status,
    coalesce(people.person_key, totals.requester_key, headers.preparer_key) as requester_key,
    headers.req_bu_id as company_code,
    totals.cost_center,
    totals.category,
    totals.requisition_amount,
    totals.currency_code,
    headers.creation_date as created_at,
    headers.created_on,
    case when headers.creation_date is not null then 'second' end as created_at_precision,
    coalesce(submissions.submitted_at, headers.submission_date) as submitted_at,
    headers.approved_date as approved_at,
    headers.last_update_date as recorded_at,
    {{ oracle_is_deleted('requisition_header', 'requisition_header_id', 'headers') }} as is_deleted,
    headers._loaded_at as loaded_at,
    headers._file_sha256 as source_file_sha256,
    headers._row_number as source_row_number
from headers
left join totals on headers.requisition_header_id = totals.requisition_header_id
left join submissions on headers.requisition_header_id = submissions.object_id
left join {{ ref('stg_oracle__oracle_people') }} as people on coalesce(totals.requester_key, headers.preparer_key) = people.account_key
{{ join_codes('oracle', 'requisition_status', 'headers.status_raw', as='statuses') }}
{{ join_oracle_keys('requisition_header', 'requisition_header_id', 'headers') }}
