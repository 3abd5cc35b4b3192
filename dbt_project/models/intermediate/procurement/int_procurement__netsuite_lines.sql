{{ config(materialized='ephemeral') }}

-- Lines of NetSuite transactions that are neither the main line (the total) nor tax, with the names of class and department.
select
    lines.*,
    concat_ws('_', lines.transaction_id, lines.line_id) as transaction_line_id,
    classes.class_name as category,
    departments.department_name as cost_center
from {{ ref('stg_netsuite__netsuite_transactionline') }} as lines
left join {{ ref('stg_netsuite__netsuite_classification') }} as classes on lines.class_id = classes.class_id
left join {{ ref('stg_netsuite__netsuite_department') }} as departments on lines.department_id = departments.department_id
where not coalesce(lines.is_main_line, false) and not coalesce(lines.is_tax_line, false)
