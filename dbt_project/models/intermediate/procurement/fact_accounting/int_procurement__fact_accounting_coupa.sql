{{ config(materialized='ephemeral') }}

with states as (

    select *, row_number() over (partition by purchase_order_line_id order by updated_at nulls first, form nulls last) as state_number
    from (
        select 1 as form, purchase_order_line_id, ordered_quantity, unit_price, ordered_amount, currency_code, updated_at from {{ ref('stg_coupa__purchase_order_line_versions') }}
        union all
        select 2 as form, purchase_order_line_id, ordered_quantity, unit_price, ordered_amount, currency_code, updated_at from {{ ref('stg_coupa__purchase_order_lines_api') }}
    ) as shown

),

breaches as (

    select concat_ws('|', case when lower(failable_type_raw) = 'invoiceline' then 'line' else 'invoice' end, failable_id) as failable, tolerance_code
    from {{ ref('stg_coupa__failed_tolerances') }}
    union all
    select concat_ws('|', 'invoice', invoice_id), tolerance_code
    from {{ ref('stg_coupa__invoice_failed_tolerances_api') }}
    union all
    select concat_ws('|', 'line', invoice_line_id), tolerance_code
    from {{ ref('stg_coupa__invoice_line_failed_tolerances_api') }}

),

counted as (

    select
        'stg_coupa__requisitions' as staging_model, 'fct_requisitions' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, 0 as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_coupa__requisitions') }} as staged
    union all
    select
        'stg_coupa__coupa_requisitions_api' as staging_model, 'fct_requisitions' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(filed.requisition_id) as excluded_value, 'the flat files hold it too: one of the two states counts' as exclusion_reason
    from {{ ref('stg_coupa__coupa_requisitions_api') }} as staged
    left join {{ ref('stg_coupa__requisitions') }} as filed on staged.requisition_id = filed.requisition_id
    union all
    select
        'stg_coupa__purchase_orders' as staging_model, 'fct_purchase_orders' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, 0 as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_coupa__purchase_orders') }} as staged
    union all
    select
        'stg_coupa__coupa_purchase_orders_api' as staging_model, 'fct_purchase_orders' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(filed.purchase_order_id) as excluded_value, 'the flat files hold it too: one of the two states counts' as exclusion_reason
    from {{ ref('stg_coupa__coupa_purchase_orders_api') }} as staged
    left join {{ ref('stg_coupa__purchase_orders') }} as filed on staged.purchase_order_id = filed.purchase_order_id
    union all
    select
        'stg_coupa__purchase_order_lines' as staging_model, 'fct_purchase_order_lines' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, 0 as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_coupa__purchase_order_lines') }} as staged
    union all
    select
        'stg_coupa__purchase_order_lines_api' as staging_model, 'fct_purchase_order_lines' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(filed.purchase_order_line_id) as excluded_value, 'the flat files hold it too: one of the two states counts' as exclusion_reason
    from {{ ref('stg_coupa__purchase_order_lines_api') }} as staged
    left join {{ ref('stg_coupa__purchase_order_lines') }} as filed on staged.purchase_order_line_id = filed.purchase_order_line_id
    union all
    select
        'stg_coupa__invoices' as staging_model, 'fct_invoices' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, 0 as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_coupa__invoices') }} as staged
    union all
    select
        'stg_coupa__coupa_invoices_api' as staging_model, 'fct_invoices' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(filed.invoice_id) as excluded_value, 'the flat files hold it too: one of the two states counts' as exclusion_reason
    from {{ ref('stg_coupa__coupa_invoices_api') }} as staged
    left join {{ ref('stg_coupa__invoices') }} as filed on staged.invoice_id = filed.invoice_id
    union all
    select
        'stg_coupa__invoice_lines' as staging_model, 'fct_invoice_lines' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, 0 as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_coupa__invoice_lines') }} as staged
    union all
    select
        'stg_coupa__invoice_lines_api' as staging_model, 'fct_invoice_lines' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(filed.invoice_line_id) as excluded_value, 'the flat files hold it too: one of the two states counts' as exclusion_reason
    from {{ ref('stg_coupa__invoice_lines_api') }} as staged
    left join {{ ref('stg_coupa__invoice_lines') }} as filed on staged.invoice_line_id = filed.invoice_line_id
    union all
    select
        'stg_coupa__invoice_charges' as staging_model, 'fct_invoice_lines' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, 0 as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_coupa__invoice_charges') }} as staged
    union all
    select
        'stg_coupa__purchase_order_line_versions' as staging_model, 'fct_purchase_order_line_versions' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, 0 as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_coupa__purchase_order_line_versions') }} as staged
    union all
    select
        'stg_coupa__purchase_order_lines_api' as staging_model, 'fct_purchase_order_line_versions' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, (select count(*) from states as later
            join states as earlier on later.purchase_order_line_id = earlier.purchase_order_line_id and later.state_number = earlier.state_number + 1
            where later.ordered_quantity is not distinct from earlier.ordered_quantity
                and later.unit_price is not distinct from earlier.unit_price
                and later.ordered_amount is not distinct from earlier.ordered_amount
                and later.currency_code is not distinct from earlier.currency_code) as excluded_value, 'states that changed neither quantity nor price' as exclusion_reason
    from {{ ref('stg_coupa__purchase_order_lines_api') }} as staged
    union all
    select
        'stg_coupa__coupa_approvals' as staging_model, 'fct_approval_steps' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(*) filter (where codes.meaning is null) as excluded_value, 'approvals of documents outside procurement' as exclusion_reason
    from {{ ref('stg_coupa__coupa_approvals') }} as staged
    {{ join_codes('coupa', 'approval_document', 'staged.document_type_raw', as='codes') }}
    union all
    select
        'stg_coupa__receipts' as staging_model, 'fct_receipts' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(*) filter (where coalesce(codes.meaning, 'stock_movement') = 'stock_movement') as excluded_value, 'stock movements that concern no order, and unknown types' as exclusion_reason
    from {{ ref('stg_coupa__receipts') }} as staged
    {{ join_codes('coupa', 'receipt_type', 'staged.receipt_type_raw', as='codes') }}
    union all
    select
        'stg_coupa__matching_allocations' as staging_model, 'fct_match_results' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, 0 as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_coupa__matching_allocations') }} as staged
    union all
    select
        'stg_coupa__reconciliation_lines' as staging_model, 'fct_payments' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(*) filter (where coalesce(lower(category_raw) <> 'payment', true)) as excluded_value, 'discounts and adjustments: no money out' as exclusion_reason
    from {{ ref('stg_coupa__reconciliation_lines') }} as staged
    union all
    select
        'stg_coupa__coupa_suppliers' as staging_model, 'dim_suppliers' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, 0 as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_coupa__coupa_suppliers') }} as staged
    union all
    select
        'stg_coupa__failed_tolerances', 'fct_match_results', 'rows', cast(null as string),
        count(*), count(*) - count(distinct concat_ws('|', failable, tolerance_code)), 'the same breach in both forms, or again'
    from breaches
    union all
    select
        'stg_coupa__failed_tolerances', 'fct_invoice_holds', 'rows', cast(null as string),
        count(*), count(*) - count(distinct concat_ws('|', failable, tolerance_code)), 'the same breach in both forms, or again'
    from breaches
    union all
    select
        'stg_coupa__requisition_lines' as staging_model, 'none' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(*) as excluded_value, 'lines give a requisition its company, cost centre and category' as exclusion_reason
    from {{ ref('stg_coupa__requisition_lines') }} as staged
    union all
    select
        'stg_coupa__requisition_lines_api' as staging_model, 'none' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(*) as excluded_value, 'lines give a requisition its company, cost centre and category' as exclusion_reason
    from {{ ref('stg_coupa__requisition_lines_api') }} as staged
    union all
    select
        'stg_coupa__tax_lines' as staging_model, 'none' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(*) as excluded_value, 'added up on the invoice' as exclusion_reason
    from {{ ref('stg_coupa__tax_lines') }} as staged
    union all
    select
        'stg_coupa__withholding_tax_lines' as staging_model, 'none' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(*) as excluded_value, 'no fact holds withholding tax' as exclusion_reason
    from {{ ref('stg_coupa__withholding_tax_lines') }} as staged
    union all
    select
        'stg_coupa__invoices_to_pay' as staging_model, 'none' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(*) as excluded_value, 'what is left to pay follows from the payments' as exclusion_reason
    from {{ ref('stg_coupa__invoices_to_pay') }} as staged
    union all
    select
        'stg_coupa__requisition_allocations' as staging_model, 'none' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(*) as excluded_value, 'no fact is split by account' as exclusion_reason
    from {{ ref('stg_coupa__requisition_allocations') }} as staged
    union all
    select
        'stg_coupa__purchase_order_allocations' as staging_model, 'none' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(*) as excluded_value, 'no fact is split by account' as exclusion_reason
    from {{ ref('stg_coupa__purchase_order_allocations') }} as staged
    union all
    select
        'stg_coupa__receipt_allocations' as staging_model, 'none' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(*) as excluded_value, 'no fact is split by account' as exclusion_reason
    from {{ ref('stg_coupa__receipt_allocations') }} as staged
    union all
    select
        'stg_coupa__invoice_allocations' as staging_model, 'none' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(*) as excluded_value, 'no fact is split by account' as exclusion_reason
    from {{ ref('stg_coupa__invoice_allocations') }} as staged
    union all
    select
        'stg_coupa__invoice_charge_allocations' as staging_model, 'none' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        count(*) as staging_value, count(*) as excluded_value, 'no fact is split by account' as exclusion_reason
    from {{ ref('stg_coupa__invoice_charge_allocations') }} as staged

)

select 'coupa' as source_system, *
from counted
