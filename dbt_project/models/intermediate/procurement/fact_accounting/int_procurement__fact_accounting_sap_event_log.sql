{{ config(materialized='ephemeral') }}

with log_activities as (

    select activity_raw, count(*) as event_count
    from {{ ref('stg_sap_event_log__po_item_events') }}
    group by activity_raw

),

log_items as (

    select
        purchase_order_line_id,
        max(purchase_order_id) as purchase_order_id,
        max_by(cumulative_net_amount_eur, event_number) as net_amount,
        coalesce(
            max(case when activity_raw = 'Delete Purchase Order Item' then event_number end)
            > coalesce(max(case when activity_raw = 'Reactivate Purchase Order Item' then event_number end), -1), false
        ) as is_deleted
    from {{ ref('stg_sap_event_log__po_item_events') }}
    group by purchase_order_line_id

),

counted as (

    select 'fct_purchase_order_events' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        cast(count(*) as decimal(38, 4)) as staging_value, cast(0 as decimal(38, 4)) as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_sap_event_log__po_item_events') }}
    union all
    select 'fct_receipts', 'rows', null, coalesce(sum(event_count), 0),
        coalesce(sum(event_count) filter (where activity_raw is null or activity_raw not in ('Record Goods Receipt', 'Cancel Goods Receipt')), 0), 'event is not a receipt'
    from log_activities
    union all
    select 'fct_purchase_order_lines', 'rows', null, count(*), 0, null
    from log_items
    union all
    select 'fct_purchase_order_lines', 'amount', 'EUR', coalesce(sum(net_amount), 0), 0, null
    from log_items
    union all
    select 'fct_purchase_orders', 'rows', null, count(distinct purchase_order_id), 0, null
    from log_items
    union all
    select 'fct_purchase_orders', 'amount', 'EUR', coalesce(sum(net_amount), 0), coalesce(sum(case when is_deleted then net_amount end), 0), 'deleted lines'
    from log_items

)

select 'sap_event_log' as source_system, 'stg_sap_event_log__po_item_events' as staging_model, *
from counted
