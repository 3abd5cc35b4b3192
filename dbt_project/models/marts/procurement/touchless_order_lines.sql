-- Completion cohort (PRC-14): a line belongs to the month in which its first invoice was cleared.
with cleared as (

    select
        source_system,
        supplier_key,
        coalesce(category, 'unknown') as category,
        cast(date_trunc('month', first_cleared_on) as date) as cleared_month_on,
        count(*) as cleared_count,
        cast(sum(touchless_count) as bigint) as touchless_count,
        count(*) filter (where human_touch_count = 0) as without_human_touch_count,
        cast(sum(touch_count) as bigint) as touch_count
    from {{ ref('fct_purchase_order_lines') }}
    where is_cleared
    group by source_system, supplier_key, coalesce(category, 'unknown'), cast(date_trunc('month', first_cleared_on) as date)

)

select
    {{ surrogate_key(['cleared.source_system', 'cleared.supplier_key', 'cleared.category', 'cleared.cleared_month_on']) }} as touchless_order_line_key,
    cleared.source_system,
    cleared.supplier_key,
    suppliers.supplier_id,
    suppliers.supplier_name,
    cleared.category,
    cleared.cleared_month_on,
    cleared.cleared_count,
    cleared.touchless_count,
    cast(cleared.touchless_count as double) / nullif(cleared.cleared_count, 0) as touchless_rate,
    cleared.without_human_touch_count,
    cast(cleared.without_human_touch_count as double) / nullif(cleared.cleared_count, 0) as without_human_touch_rate,
    cleared.touch_count
from cleared
left join {{ ref('dim_suppliers') }} as suppliers on cleared.supplier_key = suppliers.supplier_key
