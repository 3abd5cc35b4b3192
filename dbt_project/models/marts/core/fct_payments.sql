select
    {{ surrogate_key(['source_system', 'payment_id']) }} as payment_key,
    source_system,
    payment_id,
    case when invoice_id is not null then {{ surrogate_key(['source_system', 'invoice_id']) }} end as invoice_key,
    case when supplier_id is not null then {{ surrogate_key(['source_system', 'supplier_id']) }} end as supplier_key,
    payment_amount,
    currency_code,
    paid_on,
    status_raw,
    is_voided,
    recorded_at,
    is_deleted,
    loaded_at,
    source_file_sha256,
    source_row_number
from {{ ref('int_procurement__payments') }}
