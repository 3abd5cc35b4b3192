select
    {{ surrogate_key(['results.source_system', 'results.match_result_id']) }} as match_result_key,
    results.source_system,
    results.match_result_id,
    case when results.invoice_id is not null then {{ surrogate_key(['results.source_system', 'results.invoice_id']) }} end as invoice_key,
    case when results.invoice_line_id is not null then {{ surrogate_key(['results.source_system', 'results.invoice_line_id']) }} end as invoice_line_key,
    case
        when results.purchase_order_line_id is not null then {{ surrogate_key(['results.source_system', 'results.purchase_order_line_id']) }}
    end as purchase_order_line_key,
    case when results.receipt_id is not null then {{ surrogate_key(['results.source_system', 'results.receipt_id']) }} end as receipt_key,
    results.outcome,
    results.exception_type,
    results.exception_raw,
    results.is_resolved,
    results.matched_quantity,
    results.matched_amount,
    results.breach_amount,
    invoices.currency_code,
    results.recorded_at,
    results.is_deleted,
    results.loaded_at,
    results.source_file_sha256,
    results.source_row_number
from {{ ref('int_procurement__match_results') }} as results
left join {{ ref('int_procurement__invoices') }} as invoices
    on results.source_system = invoices.source_system and results.invoice_id = invoices.invoice_id
