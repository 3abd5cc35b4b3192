{{ config(materialized='ephemeral') }}

{#- Tolerances that an invoice or a line did not keep: from the flat files, which know neither id nor time, and from API pages. One row per breach:
   code and what it is about. -#}
with breaches as (

    select
        1 as form,
        tolerance_code,
        failable_id as invoice_line_id,
        cast(null as string) as invoice_id,
        is_resolved, resolution_strategy_raw, breach_amount,
        cast(null as timestamp) as created_at, cast(null as timestamp) as updated_at, cast(null as string) as failed_tolerance_id,
        _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_coupa__failed_tolerances') }}
    where lower(failable_type_raw) = 'invoiceline'

    union all

    select
        1 as form,
        tolerance_code,
        cast(null as string) as invoice_line_id,
        failable_id as invoice_id,
        is_resolved, resolution_strategy_raw, breach_amount,
        cast(null as timestamp) as created_at, cast(null as timestamp) as updated_at, cast(null as string) as failed_tolerance_id,
        _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_coupa__failed_tolerances') }}
    where lower(failable_type_raw) <> 'invoiceline'

    union all

    select
        2 as form, tolerance_code, invoice_line_id, invoice_id, is_resolved, resolution_strategy_raw, breach_amount, created_at, updated_at, failed_tolerance_id,
        _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_coupa__invoice_line_failed_tolerances_api') }}

    union all

    select
        2 as form, tolerance_code, cast(null as string) as invoice_line_id, invoice_id, is_resolved, resolution_strategy_raw, breach_amount, created_at, updated_at, failed_tolerance_id,
        _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_coupa__invoice_failed_tolerances_api') }}

),

located as (

    select
        breaches.*,
        coalesce(breaches.invoice_id, lines.invoice_id) as breached_invoice_id,
        lines.purchase_order_line_id,
        concat_ws('_', case when breaches.invoice_line_id is not null then 'line' else 'invoice' end, coalesce(breaches.invoice_line_id, breaches.invoice_id), breaches.tolerance_code) as breach_id
    from breaches
    left join {{ ref('int_procurement__invoice_lines_coupa') }} as lines on breaches.invoice_line_id = lines.invoice_line_id

)

select
    located.breach_id,
    located.breached_invoice_id as invoice_id,
    located.invoice_line_id,
    located.purchase_order_line_id,
    located.tolerance_code,
    coalesce(codes.meaning, 'other') as exception_type,
    located.is_resolved,
    located.resolution_strategy_raw,
    located.breach_amount,
    located.created_at,
    located.updated_at,
    located._loaded_at,
    located._file_sha256,
    located._row_number
from located
{{ join_codes('coupa', 'match_exception', 'located.tolerance_code', as='codes') }}
qualify row_number() over (partition by located.breach_id order by located.updated_at desc nulls last, located.form desc nulls last, located.failed_tolerance_id desc nulls last) = 1
