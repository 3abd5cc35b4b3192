{{ config(schema='audit') }}

-- Staging = fact + what is left out for a stated reason. The staging side counts staging tables, the fact side counts facts, and what is
-- left out is counted by its own rule: none of the three is made from the other two.
with movements as (

    select
        *,
        purchase_order_id is not null and line_number is not null as has_order,
        movement_type_raw in (select activity from {{ ref('purchase_order_activities') }} where source_system = 'sap') as is_receipt_type
    from {{ ref('stg_sap__mseg') }}

),

ordered as (

    select
        coalesce(orders.currency_code, 'unknown') as currency_code,
        lines.net_amount,
        coalesce(lines.deletion_flag_raw, 'S') <> 'S' or coalesce(orders.is_deleted, false) as is_deleted
    from {{ ref('stg_sap__ekpo') }} as lines
    left join {{ ref('stg_sap__ekko') }} as orders on lines.purchase_order_id = orders.purchase_order_id

),

log_activities as (

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

staging as (

    select 'sap' as source_system, 'stg_sap__ekko' as staging_model, 'fct_purchase_orders' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        cast(count(*) as decimal(38, 4)) as staging_value, cast(0 as decimal(38, 4)) as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_sap__ekko') }}
    union all
    select 'sap', 'stg_sap__ekpo', 'fct_purchase_order_lines', 'rows', null, count(*), 0, null
    from {{ ref('stg_sap__ekpo') }}
    union all
    select 'sap', 'stg_sap__ekpo', 'fct_purchase_order_lines', 'amount', currency_code, coalesce(sum(net_amount), 0), 0, null
    from ordered
    group by currency_code
    union all
    select 'sap', 'stg_sap__ekpo', 'fct_purchase_orders', 'amount', currency_code, coalesce(sum(net_amount), 0),
        coalesce(sum(case when is_deleted then net_amount end), 0), 'deleted lines'
    from ordered
    group by currency_code
    union all
    select 'sap', 'stg_sap__ekpo', 'fct_purchase_order_events', 'rows', null, count(*), 0, null
    from {{ ref('stg_sap__ekpo') }}
    union all
    select 'sap', 'stg_sap__mseg', 'fct_purchase_order_events', 'rows', null, count(*), count(*) filter (where not has_order), 'movement without an order'
    from movements
    union all
    select 'sap', 'stg_sap__mseg', 'fct_receipts', 'rows', null, count(*), count(*) filter (where not has_order or not coalesce(is_receipt_type, false)),
        'not a receipt for an order'
    from movements
    union all
    select 'sap', 'stg_sap__mseg', 'fct_receipts', 'amount', coalesce(currency_code, 'unknown'), coalesce(sum(amount), 0),
        coalesce(sum(case when not has_order or not coalesce(is_receipt_type, false) then amount end), 0), 'not a receipt for an order'
    from movements
    group by coalesce(currency_code, 'unknown')
    union all
    select 'sap', 'stg_sap__mkpf', 'none', 'rows', null, count(*), count(*), 'headers give receipts their dates'
    from {{ ref('stg_sap__mkpf') }}
    union all
    select 'sap', 'stg_sap__bkpf', 'none', 'rows', null, count(*),
        (select coalesce(sum(document_count), 0) from {{ ref('int_procurement__accounting_documents') }}), 'accounting headers carry no order and are only counted'
    from {{ ref('stg_sap__bkpf') }}
    union all
    select 'sap_event_log', 'stg_sap_event_log__po_item_events', 'fct_purchase_order_events', 'rows', null, count(*), 0, null
    from {{ ref('stg_sap_event_log__po_item_events') }}
    union all
    select 'sap_event_log', 'stg_sap_event_log__po_item_events', 'fct_receipts', 'rows', null, coalesce(sum(event_count), 0),
        coalesce(sum(event_count) filter (where activity_raw is null or activity_raw not in ('Record Goods Receipt', 'Cancel Goods Receipt')), 0), 'event is not a receipt'
    from log_activities
    union all
    select 'sap_event_log', 'stg_sap_event_log__po_item_events', 'fct_purchase_order_lines', 'rows', null, count(*), 0, null
    from log_items
    union all
    select 'sap_event_log', 'stg_sap_event_log__po_item_events', 'fct_purchase_order_lines', 'amount', 'EUR', coalesce(sum(net_amount), 0), 0, null
    from log_items
    union all
    select 'sap_event_log', 'stg_sap_event_log__po_item_events', 'fct_purchase_orders', 'rows', null, count(distinct purchase_order_id), 0, null
    from log_items
    union all
    select 'sap_event_log', 'stg_sap_event_log__po_item_events', 'fct_purchase_orders', 'amount', 'EUR', coalesce(sum(net_amount), 0),
        coalesce(sum(case when is_deleted then net_amount end), 0), 'deleted lines'
    from log_items

),

facts as (

    select source_system, case source_system when 'sap' then 'stg_sap__ekko' else 'stg_sap_event_log__po_item_events' end as staging_model,
        'fct_purchase_orders' as fact_model, 'rows' as measure, cast(null as string) as currency_code, cast(count(*) as decimal(38, 4)) as fact_value
    from {{ ref('fct_purchase_orders') }}
    group by source_system
    union all
    select source_system, case source_system when 'sap' then 'stg_sap__ekpo' else 'stg_sap_event_log__po_item_events' end,
        'fct_purchase_orders', 'amount', coalesce(currency_code, 'unknown'), sum(ordered_amount)
    from {{ ref('fct_purchase_orders') }}
    group by source_system, coalesce(currency_code, 'unknown')
    union all
    select source_system, case source_system when 'sap' then 'stg_sap__ekpo' else 'stg_sap_event_log__po_item_events' end,
        'fct_purchase_order_lines', 'rows', null, count(*)
    from {{ ref('fct_purchase_order_lines') }}
    group by source_system
    union all
    select source_system, case source_system when 'sap' then 'stg_sap__ekpo' else 'stg_sap_event_log__po_item_events' end,
        'fct_purchase_order_lines', 'amount', coalesce(currency_code, 'unknown'), coalesce(sum(ordered_amount), 0)
    from {{ ref('fct_purchase_order_lines') }}
    group by source_system, coalesce(currency_code, 'unknown')
    union all
    select source_system,
        case when source_system = 'sap_event_log' then 'stg_sap_event_log__po_item_events' when purchase_order_event_id like 'EKPO%' then 'stg_sap__ekpo' else 'stg_sap__mseg' end,
        'fct_purchase_order_events', 'rows', null, count(*)
    from {{ ref('fct_purchase_order_events') }}
    group by 1, 2
    union all
    select source_system, case source_system when 'sap' then 'stg_sap__mseg' else 'stg_sap_event_log__po_item_events' end,
        'fct_receipts', 'rows', null, count(*)
    from {{ ref('fct_receipts') }}
    group by source_system
    union all
    select source_system, 'stg_sap__mseg', 'fct_receipts', 'amount', coalesce(currency_code, 'unknown'), coalesce(sum(received_amount), 0)
    from {{ ref('fct_receipts') }}
    where source_system = 'sap'
    group by source_system, coalesce(currency_code, 'unknown')

)

-- A full join: what only one side knows shows as a difference, not as a missing row.
select
    coalesce(staging.source_system, facts.source_system) as source_system,
    coalesce(staging.staging_model, facts.staging_model) as staging_model,
    coalesce(staging.fact_model, facts.fact_model) as fact_model,
    coalesce(staging.measure, facts.measure) as measure,
    coalesce(staging.currency_code, facts.currency_code) as currency_code,
    cast(coalesce(staging.staging_value, 0) as decimal(38, 4)) as staging_value,
    cast(coalesce(facts.fact_value, 0) as decimal(38, 4)) as fact_value,
    cast(coalesce(staging.excluded_value, 0) as decimal(38, 4)) as excluded_value,
    case when staging.excluded_value <> 0 then staging.exclusion_reason end as exclusion_reason
from staging
full join facts
    on staging.source_system = facts.source_system
    and staging.staging_model = facts.staging_model
    and staging.fact_model = facts.fact_model
    and staging.measure = facts.measure
    and staging.currency_code is not distinct from facts.currency_code
