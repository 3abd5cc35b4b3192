{{ config(materialized='ephemeral') }}

with states as (

    select *, row_number() over (partition by purchase_order_line_id order by updated_at nulls first, form nulls last) as state_number
    from (
        select 1 as form, purchase_order_line_id, ordered_quantity, unit_price, ordered_amount, currency_code, updated_at from {{ ref('stg_zip__purchase_order_line_versions') }}
    ) as shown

),

counted as (

    select
        'stg_zip__zip_requests' as staging_model, 'fct_requests' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, 0 as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_zip__zip_requests') }} as staged
    union all
    select
        'stg_zip__zip_requests' as staging_model, 'fct_requisitions' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(*) filter (where coalesce(request_type_raw <> 'PURCHASE_REQUEST', true)) as excluded_value, 'requests for something other than a purchase' as exclusion_reason
    from {{ ref('stg_zip__zip_requests') }} as staged
    union all
    select
        'stg_zip__zip_approvals' as staging_model, 'fct_approval_steps' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, 0 as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_zip__zip_approvals') }} as staged
    union all
    select
        'stg_zip__zip_purchase_orders' as staging_model, 'fct_purchase_orders' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, 0 as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_zip__zip_purchase_orders') }} as staged
    union all
    select
        'stg_zip__purchase_order_lines' as staging_model, 'fct_purchase_order_lines' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, 0 as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_zip__purchase_order_lines') }} as staged
    union all
    select
        'stg_zip__purchase_order_line_versions' as staging_model, 'fct_purchase_order_line_versions' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, (select count(*) from states as later
            join states as earlier on later.purchase_order_line_id = earlier.purchase_order_line_id and later.state_number = earlier.state_number + 1
            where later.ordered_quantity is not distinct from earlier.ordered_quantity
                and later.unit_price is not distinct from earlier.unit_price
                and later.ordered_amount is not distinct from earlier.ordered_amount
                and later.currency_code is not distinct from earlier.currency_code) as excluded_value, 'states that changed neither quantity nor price' as exclusion_reason
    from {{ ref('stg_zip__purchase_order_line_versions') }} as staged
    union all
    select
        'stg_zip__zip_invoices' as staging_model, 'fct_invoices' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, 0 as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_zip__zip_invoices') }} as staged
    union all
    select
        'stg_zip__invoice_lines' as staging_model, 'fct_invoice_lines' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, 0 as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_zip__invoice_lines') }} as staged
    union all
    select
        'stg_zip__zip_vendors' as staging_model, 'dim_suppliers' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, 0 as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_zip__zip_vendors') }} as staged

)

select 'zip' as source_system, *
from counted
