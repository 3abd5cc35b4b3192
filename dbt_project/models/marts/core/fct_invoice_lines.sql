select
    {{ surrogate_key(['source_system', 'invoice_line_id']) }} as invoice_line_key,
    source_system,
    invoice_line_id,
    case when invoice_id is not null then {{ surrogate_key(['source_system', 'invoice_id']) }} end as invoice_key,
    line_number,
    case when purchase_order_id is not null then {{ surrogate_key(['source_system', 'purchase_order_id']) }} end as purchase_order_key,
    case when purchase_order_line_id is not null then {{ surrogate_key(['source_system', 'purchase_order_line_id']) }} end as purchase_order_line_key,
    case when receipt_id is not null then {{ surrogate_key(['source_system', 'receipt_id']) }} end as receipt_key,
    quantity,
    unit_price,
    line_amount,
    currency_code,
    recorded_at,
    is_deleted,
    loaded_at,
    source_file_sha256,
    source_row_number
from {{ ref('int_procurement__invoice_lines') }}
