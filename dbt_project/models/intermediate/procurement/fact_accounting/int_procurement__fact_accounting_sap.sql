{{ config(materialized='ephemeral') }}

with movements as (

    select
        *,
        purchase_order_id is not null and line_number is not null as has_order,
        movement_type_raw in (select code from {{ ref('sap_codes') }} where code_type = 'receipt_type') as is_receipt_type
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

counted as (

    select 'stg_sap__ekko' as staging_model, 'fct_purchase_orders' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        cast(count(*) as decimal(38, 4)) as staging_value, cast(0 as decimal(38, 4)) as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_sap__ekko') }}
    union all
    select 'stg_sap__ekpo', 'fct_purchase_order_lines', 'rows', null, count(*), 0, null
    from {{ ref('stg_sap__ekpo') }}
    union all
    select 'stg_sap__ekpo', 'fct_purchase_order_lines', 'amount', currency_code, coalesce(sum(net_amount), 0), 0, null
    from ordered
    group by currency_code
    union all
    select 'stg_sap__ekpo', 'fct_purchase_orders', 'amount', currency_code, coalesce(sum(net_amount), 0),
        coalesce(sum(case when is_deleted then net_amount end), 0), 'deleted lines'
    from ordered
    group by currency_code
    union all
    select 'stg_sap__mseg', 'fct_receipts', 'rows', null, count(*), count(*) filter (where not has_order or not coalesce(is_receipt_type, false)),
        'not a receipt for an order'
    from movements
    union all
    select 'stg_sap__mseg', 'fct_receipts', 'amount', coalesce(currency_code, 'unknown'), coalesce(sum(amount), 0),
        coalesce(sum(case when not has_order or not coalesce(is_receipt_type, false) then amount end), 0), 'not a receipt for an order'
    from movements
    group by coalesce(currency_code, 'unknown')
    union all
    select 'stg_sap__mkpf', 'none', 'rows', null, count(*), count(*), 'headers give receipts their dates'
    from {{ ref('stg_sap__mkpf') }}
    union all
    select 'stg_sap__bkpf', 'none', 'rows', null, count(*),
        (select coalesce(sum(document_count), 0) from {{ ref('int_procurement__accounting_documents') }}), 'accounting headers carry no order and are only counted'
    from {{ ref('stg_sap__bkpf') }}

)

select 'sap' as source_system, *
from counted
