{{ config(materialized='ephemeral') }}

-- Dates, receipt rules and completion stand on the schedules of a line: it is needed when its first schedule is, and complete when all are.
with schedules as (

    select
        line_locations.po_line_id,
        min(line_locations.need_by_date) as needed_on,
        min(line_locations.promised_date) as promised_on,
        bool_or(line_locations.receipt_required_flag) as is_goods_receipt_expected,
        bool_or(upper(line_locations.match_option) = 'R') as is_goods_receipt_based_invoicing,
        bool_and(coalesce(completions.meaning = 'complete', false)) as is_delivery_complete,
        min_by(requisition_lines.requisition_header_id, requisition_lines.requisition_line_id) as requisition_id
    from {{ ref('stg_oracle__oracle_po_line_locations') }} as line_locations
    left join {{ ref('stg_oracle__oracle_requisition_lines') }} as requisition_lines on line_locations.line_location_id = requisition_lines.line_location_id
    {{ join_codes('oracle', 'line_completion', 'line_locations.schedule_status', as='completions') }}
    group by line_locations.po_line_id

),

cost_centers as (

    select po_distributions.po_line_id, min_by(code_combinations.cost_center, po_distributions.po_distribution_id) as cost_center
    from {{ ref('stg_oracle__oracle_po_distributions') }} as po_distributions
    join {{ ref('stg_oracle__oracle_code_combinations') }} as code_combinations on po_distributions.code_combination_id = code_combinations.code_combination_id
    group by po_distributions.po_line_id

)

select
    'oracle' as source_system,
    lines.po_header_id as purchase_order_id,
    lines.po_line_id as purchase_order_line_id,
    cast(lines.line_num as string) as line_number,
    headers.vendor_id as supplier_id,
    headers.prc_bu_id as company_code,
    cost_centers.cost_center,
    coalesce(categories.category_name, lines.category_id) as category,
    lines.order_type_lookup_code as item_type_raw,
    lines.quantity as ordered_quantity,
    lines.uom_code as quantity_unit,
    lines.unit_price,
    cast(coalesce(lines.quantity * lines.unit_price, lines.amount) as decimal(18, 4)) as ordered_amount,
    headers.currency_code,
    schedules.requisition_id,
    schedules.needed_on,
    schedules.promised_on,
    schedules.is_goods_receipt_expected,
    schedules.is_goods_receipt_based_invoicing,
    coalesce(schedules.is_delivery_complete, false) as is_delivery_complete,
    true as has_invoice_history,
    lines.creation_date as created_at,
    lines.created_on,
    case when lines.creation_date is not null then 'second' end as created_at_precision,
    lines.last_update_date as recorded_at,
    {{ oracle_is_deleted('po_header', 'po_header_id', 'headers') }} as is_deleted,
    lines._loaded_at as loaded_at,
    lines._file_sha256 as source_file_sha256,
    lines._row_number as source_row_number
from {{ ref('stg_oracle__oracle_po_lines') }} as lines
join {{ ref('stg_oracle__oracle_po_headers') }} as headers on lines.po_header_id = headers.po_header_id and upper(headers.type_lookup_code) = 'STANDARD'
left join {{ ref('stg_oracle__oracle_categories') }} as categories on lines.category_id = categories.category_id
left join schedules on lines.po_line_id = schedules.po_line_id
left join cost_centers on lines.po_line_id = cost_centers.po_line_id
{{ join_oracle_keys('po_header', 'po_header_id', 'headers') }}
