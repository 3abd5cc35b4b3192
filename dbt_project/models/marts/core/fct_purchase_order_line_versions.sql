select
    {{ surrogate_key(['source_system', 'purchase_order_line_id', 'version_number']) }} as purchase_order_line_version_key,
    source_system,
    {{ surrogate_key(['source_system', 'purchase_order_line_id']) }} as purchase_order_line_key,
    purchase_order_line_id,
    version_number,
    valid_from_at,
    lead(valid_from_at) over (partition by source_system, purchase_order_line_id order by version_number nulls last) as valid_until_at,
    ordered_quantity,
    unit_price,
    ordered_amount,
    currency_code,
    recorded_at,
    is_deleted,
    loaded_at,
    source_file_sha256,
    source_row_number
from {{ ref('int_procurement__order_line_versions') }}
