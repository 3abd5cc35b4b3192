{{ config(tags=['after_gates']) }}

select
    stage,
    check_id,
    asset,
    check_type,
    column_name,
    severity,
    status,
    failed_count,
    observed_value,
    rationale
from {{ source('warehouse', 'check_results') }}
