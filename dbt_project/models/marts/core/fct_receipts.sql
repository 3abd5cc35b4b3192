-- A movement of a type that the code map does not know may be no receipt at all: it stays an event of its line, of type `unknown`.
select
    {{ surrogate_key(['source_system', 'receipt_id']) }} as receipt_key,
    source_system,
    receipt_id,
    {{ surrogate_key(['source_system', 'purchase_order_line_id']) }} as purchase_order_line_key,
    {{ surrogate_key(['source_system', 'purchase_order_id']) }} as purchase_order_key,
    event_type as receipt_type,
    activity_raw,
    posted_on,
    received_at,
    received_quantity,
    quantity_unit,
    received_amount,
    currency_code,
    case when reversed_receipt_id is not null then {{ surrogate_key(['source_system', 'reversed_receipt_id']) }} end as reversed_receipt_key,
    recorded_at,
    is_deleted,
    loaded_at,
    source_file_sha256,
    source_row_number
from {{ ref('int_procurement__receipts') }}
where event_type <> 'unknown'
