with receipts as (

    select * from {{ ref('int_procurement__receipts_sap') }}
    union all
    select * from {{ ref('int_procurement__receipts_event_log') }}

)

select
    {{ surrogate_key(['source_system', 'receipt_id']) }} as receipt_key,
    source_system,
    receipt_id,
    {{ surrogate_key(['source_system', 'purchase_order_line_id']) }} as purchase_order_line_key,
    {{ surrogate_key(['source_system', 'purchase_order_id']) }} as purchase_order_key,
    event_type as receipt_type,
    activity_raw,
    posted_on,
    recorded_at,
    received_quantity,
    quantity_unit,
    received_amount,
    currency_code,
    source_file_sha256,
    source_row_number
from receipts
