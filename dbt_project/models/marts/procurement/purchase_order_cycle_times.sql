-- Arrival cohort: a line belongs to the month in which it was ordered, whatever happened to it since.
with lines as (

    select
        lines.source_system,
        lines.supplier_key,
        coalesce(lines.category, 'unknown') as category,
        cast(date_trunc('month', lines.created_on) as date) as ordered_month_on,
        lines.seconds_to_first_receipt,
        lines.seconds_to_first_invoice,
        lines.seconds_invoice_to_clearing,
        lines.is_cleared,
        lines.cleared_count,
        lines.touchless_count,
        lines.first_receipt_at is not null as has_receipt,
        coalesce(lines.is_invoiced, false) as has_invoice,
        not lines.is_deleted and not lines.is_ended and lines.is_goods_receipt_expected and lines.first_receipt_at is null as is_awaiting_receipt,
        not lines.is_deleted and not lines.is_ended and lines.is_invoiced = false as is_awaiting_invoice,
        not lines.is_deleted and lines.is_invoiced and not lines.is_cleared as is_awaiting_clearing,
        {{ seconds_between('lines.created_at', 'lines.observed_until_at') }} as seconds_since_order,
        {{ seconds_between('lines.first_invoice_at', 'lines.observed_until_at') }} as seconds_since_invoice,
        lines.observed_until_at
    from {{ ref('fct_purchase_order_lines') }} as lines

),

aggregated as (

    select
        source_system,
        supplier_key,
        category,
        ordered_month_on,
        max(observed_until_at) as observed_until_at,
        count(*) as line_count,
        count(*) filter (where has_receipt) as received_line_count,
        cast(sum(seconds_to_first_receipt) as bigint) as seconds_to_first_receipt,
        percentile_cont(0.5) within group (order by cast(seconds_to_first_receipt as double) / 86400.0) as days_to_first_receipt_p50,
        percentile_cont(0.9) within group (order by cast(seconds_to_first_receipt as double) / 86400.0) as days_to_first_receipt_p90,
        count(*) filter (where is_awaiting_receipt) as awaiting_receipt_count,
        max(case when is_awaiting_receipt then cast(seconds_since_order as double) / 86400.0 end) as oldest_awaiting_receipt_days,
        count(*) filter (where has_invoice) as invoiced_line_count,
        cast(sum(seconds_to_first_invoice) as bigint) as seconds_to_first_invoice,
        percentile_cont(0.5) within group (order by cast(seconds_to_first_invoice as double) / 86400.0) as days_to_first_invoice_p50,
        percentile_cont(0.9) within group (order by cast(seconds_to_first_invoice as double) / 86400.0) as days_to_first_invoice_p90,
        count(*) filter (where is_awaiting_invoice) as awaiting_invoice_count,
        max(case when is_awaiting_invoice then cast(seconds_since_order as double) / 86400.0 end) as oldest_awaiting_invoice_days,
        count(seconds_invoice_to_clearing) as invoice_to_clearing_line_count,
        cast(sum(seconds_invoice_to_clearing) as bigint) as seconds_invoice_to_clearing,
        percentile_cont(0.5) within group (order by cast(seconds_invoice_to_clearing as double) / 86400.0) as days_invoice_to_clearing_p50,
        percentile_cont(0.9) within group (order by cast(seconds_invoice_to_clearing as double) / 86400.0) as days_invoice_to_clearing_p90,
        count(*) filter (where is_awaiting_clearing) as awaiting_clearing_count,
        max(case when is_awaiting_clearing then cast(seconds_since_invoice as double) / 86400.0 end) as oldest_awaiting_clearing_days,
        cast(sum(cleared_count) as bigint) as cleared_count,
        cast(sum(touchless_count) as bigint) as touchless_count
    from lines
    group by source_system, supplier_key, category, ordered_month_on

)

select
    {{ surrogate_key(['aggregated.source_system', 'aggregated.supplier_key', 'aggregated.category', 'aggregated.ordered_month_on']) }} as purchase_order_cycle_time_key,
    aggregated.source_system,
    aggregated.supplier_key,
    suppliers.supplier_id,
    suppliers.supplier_name,
    aggregated.category,
    aggregated.ordered_month_on,
    aggregated.observed_until_at,
    aggregated.line_count,
    aggregated.received_line_count,
    aggregated.seconds_to_first_receipt,
    aggregated.days_to_first_receipt_p50,
    aggregated.days_to_first_receipt_p90,
    aggregated.awaiting_receipt_count,
    aggregated.oldest_awaiting_receipt_days,
    aggregated.invoiced_line_count,
    aggregated.seconds_to_first_invoice,
    aggregated.days_to_first_invoice_p50,
    aggregated.days_to_first_invoice_p90,
    aggregated.awaiting_invoice_count,
    aggregated.oldest_awaiting_invoice_days,
    aggregated.invoice_to_clearing_line_count,
    aggregated.seconds_invoice_to_clearing,
    aggregated.days_invoice_to_clearing_p50,
    aggregated.days_invoice_to_clearing_p90,
    aggregated.awaiting_clearing_count,
    aggregated.oldest_awaiting_clearing_days,
    aggregated.cleared_count,
    aggregated.touchless_count,
    cast(aggregated.touchless_count as double) / nullif(aggregated.cleared_count, 0) as touchless_rate
from aggregated
left join {{ ref('dim_suppliers') }} as suppliers on aggregated.supplier_key = suppliers.supplier_key
