{{ config(materialized='ephemeral') }}

{#- Lines of both forms, the latest state of each. Whether a receipt is expected is a setting of the supplier, its matching level. -#}
{%- set time_zone = feed_timezone('coupa', 'coupa_purchase_orders') %}

with states as (

    {% for form in ['purchase_order_lines', 'purchase_order_lines_api'] %}
    select
        {{ loop.index }} as form, purchase_order_line_id, purchase_order_id, line_number, line_type_raw, company_code, cost_center, category, ordered_quantity, quantity_unit,
        unit_price, ordered_amount, currency_code, needed_by_at, created_at, updated_at, _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_coupa__' ~ form) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

lines as (

    select *
    from states
    qualify row_number() over (partition by purchase_order_line_id order by updated_at desc nulls last, form desc nulls last) = 1

)

select
    'coupa' as source_system,
    lines.purchase_order_id,
    lines.purchase_order_line_id,
    lines.line_number,
    orders.supplier_id,
    lines.company_code,
    lines.cost_center,
    lines.category,
    lines.line_type_raw as item_type_raw,
    lines.ordered_quantity,
    lines.quantity_unit,
    lines.unit_price,
    lines.ordered_amount,
    lines.currency_code,
    orders.requisition_id,
    cast({{ utc_to_local('lines.needed_by_at', time_zone) }} as date) as needed_on,
    cast(null as date) as promised_on,
    case matching_levels.meaning when 'three_way' then true when 'two_way' then false end as is_goods_receipt_expected,
    case matching_levels.meaning when 'three_way' then true when 'two_way' then false end as is_goods_receipt_based_invoicing,
    cast(null as boolean) as is_delivery_complete,
    true as has_invoice_history,
    lines.created_at,
    cast({{ utc_to_local('lines.created_at', time_zone) }} as date) as created_on,
    'second' as created_at_precision,
    lines.updated_at as recorded_at,
    false as is_deleted,
    lines._loaded_at as loaded_at,
    lines._file_sha256 as source_file_sha256,
    lines._row_number as source_row_number
from lines
left join {{ ref('int_procurement__orders_coupa') }} as orders on lines.purchase_order_id = orders.purchase_order_id
left join {{ ref('stg_coupa__coupa_suppliers') }} as suppliers on orders.supplier_id = suppliers.supplier_id
{{ join_codes('coupa', 'matching_level', 'suppliers.invoice_matching_level_raw', as='matching_levels') }}
