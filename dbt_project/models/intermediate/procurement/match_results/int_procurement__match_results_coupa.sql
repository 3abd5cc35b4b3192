{{ config(materialized='ephemeral') }}

{#- Matching allocations (which receipt stands for which invoice line) and failed tolerances. -#}
select
    'coupa' as source_system,
    concat_ws('_', 'match', allocations.purchase_order_line_id, allocations.invoice_line_id, allocations.receipt_id) as match_result_id,
    lines.invoice_id,
    allocations.invoice_line_id,
    allocations.purchase_order_line_id,
    allocations.receipt_id,
    coalesce({{ meaning('statuses', 'allocations.status_raw') }}, 'unknown') as outcome,
    cast(null as string) as exception_type,
    cast(null as string) as exception_raw,
    cast(null as boolean) as is_resolved,
    allocations.matched_quantity,
    allocations.matched_amount,
    cast(null as decimal(18, 4)) as breach_amount,
    cast(null as timestamp) as recorded_at,
    false as is_deleted,
    allocations._loaded_at as loaded_at,
    allocations._file_sha256 as source_file_sha256,
    allocations._row_number as source_row_number
from {{ ref('stg_coupa__matching_allocations') }} as allocations
left join {{ ref('int_procurement__invoice_lines_coupa') }} as lines on allocations.invoice_line_id = lines.invoice_line_id
{{ join_codes('coupa', 'match_status', 'allocations.status_raw', as='statuses') }}

union all

select
    'coupa' as source_system,
    concat_ws('_', 'exception', breach_id) as match_result_id,
    invoice_id,
    invoice_line_id,
    purchase_order_line_id,
    cast(null as string) as receipt_id,
    'exception' as outcome,
    exception_type,
    tolerance_code as exception_raw,
    is_resolved,
    cast(null as decimal(18, 4)) as matched_quantity,
    cast(null as decimal(18, 4)) as matched_amount,
    breach_amount,
    updated_at as recorded_at,
    false as is_deleted,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('int_procurement__coupa_failed_tolerances') }}
