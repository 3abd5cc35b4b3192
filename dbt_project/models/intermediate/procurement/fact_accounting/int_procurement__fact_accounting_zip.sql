{{ config(materialized='ephemeral') }}

with states as (

    select *, row_number() over (partition by purchase_order_line_id order by updated_at nulls first, form nulls last) as state_number
    from (
        select 1 as form, purchase_order_line_id, ordered_quantity, unit_price, ordered_amount, currency_code, updated_at from {{ ref('stg_zip__purchase_order_line_versions') }}
    ) as shown

),

counted as (

    {{ counted_rows('stg_zip__zip_requests', 'fct_requests') }}
    union all
    {{ counted_rows('stg_zip__zip_requests', 'fct_requisitions', excluded="count(*) filter (where coalesce(request_type_raw <> 'PURCHASE_REQUEST', true))", reason='requests for something other than a purchase') }}
    union all
    {{ counted_rows('stg_zip__zip_approvals', 'fct_approval_steps') }}
    union all
    {{ counted_rows('stg_zip__zip_purchase_orders', 'fct_purchase_orders') }}
    union all
    {{ counted_rows('stg_zip__purchase_order_lines', 'fct_purchase_order_lines') }}
    union all
    {{ counted_rows('stg_zip__purchase_order_line_versions', 'fct_purchase_order_line_versions', excluded=unchanged_state_count(), reason='states that changed neither quantity nor price') }}
    union all
    {{ counted_rows('stg_zip__zip_invoices', 'fct_invoices') }}
    union all
    {{ counted_rows('stg_zip__invoice_lines', 'fct_invoice_lines') }}
    union all
    {{ counted_rows('stg_zip__zip_vendors', 'dim_suppliers') }}

)

select 'zip' as source_system, *
from counted
