with orders as (

    select
        source_system,
        supplier_id,
        max(supplier_name) as supplier_name
    from {{ ref('int_procurement__orders') }}
    where supplier_id is not null
    group by source_system, supplier_id

),

activity as (

    select
        supplier_key,
        min(ordered_on) as first_ordered_on,
        max(ordered_on) as last_ordered_on,
        count(*) as purchase_order_count
    from {{ ref('fct_purchase_orders') }}
    group by supplier_key

),

keyed as (

    select
        *,
        {{ surrogate_key(['source_system', 'supplier_id']) }} as supplier_key
    from orders

)

select
    keyed.supplier_key,
    keyed.source_system,
    keyed.supplier_id,
    keyed.supplier_name,
    activity.first_ordered_on,
    activity.last_ordered_on,
    activity.purchase_order_count
from keyed
join activity on keyed.supplier_key = activity.supplier_key
