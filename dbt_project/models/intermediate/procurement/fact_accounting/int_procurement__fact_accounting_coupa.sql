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

    {{ counted_rows('stg_coupa__requisitions', 'fct_requisitions') }}
    union all
    {{ counted_rows('stg_coupa__coupa_requisitions_api', 'fct_requisitions', excluded='count(filed.requisition_id)', reason='the flat files hold it too: one of the two states counts') }}
    left join {{ ref('stg_coupa__requisitions') }} as filed on staged.requisition_id = filed.requisition_id
    union all
    {{ counted_rows('stg_coupa__purchase_orders', 'fct_purchase_orders') }}
    union all
    {{ counted_rows('stg_coupa__coupa_purchase_orders_api', 'fct_purchase_orders', excluded='count(filed.purchase_order_id)', reason='the flat files hold it too: one of the two states counts') }}
    left join {{ ref('stg_coupa__purchase_orders') }} as filed on staged.purchase_order_id = filed.purchase_order_id
    union all
    {{ counted_rows('stg_coupa__purchase_order_lines', 'fct_purchase_order_lines') }}
    union all
    {{ counted_rows('stg_coupa__purchase_order_lines_api', 'fct_purchase_order_lines', excluded='count(filed.purchase_order_line_id)', reason='the flat files hold it too: one of the two states counts') }}
    left join {{ ref('stg_coupa__purchase_order_lines') }} as filed on staged.purchase_order_line_id = filed.purchase_order_line_id
    union all
    {{ counted_rows('stg_coupa__invoices', 'fct_invoices') }}
    union all
    {{ counted_rows('stg_coupa__coupa_invoices_api', 'fct_invoices', excluded='count(filed.invoice_id)', reason='the flat files hold it too: one of the two states counts') }}
    left join {{ ref('stg_coupa__invoices') }} as filed on staged.invoice_id = filed.invoice_id
    union all
    {{ counted_rows('stg_coupa__invoice_lines', 'fct_invoice_lines') }}
    union all
    {{ counted_rows('stg_coupa__invoice_lines_api', 'fct_invoice_lines', excluded='count(filed.invoice_line_id)', reason='the flat files hold it too: one of the two states counts') }}
    left join {{ ref('stg_coupa__invoice_lines') }} as filed on staged.invoice_line_id = filed.invoice_line_id
    union all
    {{ counted_rows('stg_coupa__invoice_charges', 'fct_invoice_lines') }}
    union all
    {{ counted_rows('stg_coupa__purchase_order_line_versions', 'fct_purchase_order_line_versions') }}
    union all
    {{ counted_rows('stg_coupa__purchase_order_lines_api', 'fct_purchase_order_line_versions', excluded=unchanged_state_count(), reason='states that changed neither quantity nor price') }}
    union all
    {{ counted_rows('stg_coupa__coupa_approvals', 'fct_approval_steps', excluded='count(*) filter (where codes.meaning is null)', reason='approvals of documents outside procurement') }}
    {{ join_codes('coupa', 'approval_document', 'staged.document_type_raw', as='codes') }}
    union all
    {{ counted_rows('stg_coupa__receipts', 'fct_receipts', excluded="count(*) filter (where coalesce(codes.meaning, 'stock_movement') = 'stock_movement')", reason='stock movements that concern no order, and unknown types') }}
    {{ join_codes('coupa', 'receipt_type', 'staged.receipt_type_raw', as='codes') }}
    union all
    {{ counted_rows('stg_coupa__matching_allocations', 'fct_match_results') }}
    union all
    {{ counted_rows('stg_coupa__reconciliation_lines', 'fct_payments', excluded="count(*) filter (where coalesce(lower(category_raw) <> 'payment', true))", reason='discounts and adjustments: no money out') }}
    union all
    {{ counted_rows('stg_coupa__coupa_suppliers', 'dim_suppliers') }}
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
    {{ counted_rows('stg_coupa__requisition_lines', 'none', excluded='count(*)', reason='lines give a requisition its company, cost centre and category') }}
    union all
    {{ counted_rows('stg_coupa__requisition_lines_api', 'none', excluded='count(*)', reason='lines give a requisition its company, cost centre and category') }}
    union all
    {{ counted_rows('stg_coupa__tax_lines', 'none', excluded='count(*)', reason='added up on the invoice') }}
    union all
    {{ counted_rows('stg_coupa__withholding_tax_lines', 'none', excluded='count(*)', reason='no fact holds withholding tax') }}
    union all
    {{ counted_rows('stg_coupa__invoices_to_pay', 'none', excluded='count(*)', reason='what is left to pay follows from the payments') }}
    union all
    {{ counted_rows('stg_coupa__requisition_allocations', 'none', excluded='count(*)', reason='no fact is split by account') }}
    union all
    {{ counted_rows('stg_coupa__purchase_order_allocations', 'none', excluded='count(*)', reason='no fact is split by account') }}
    union all
    {{ counted_rows('stg_coupa__receipt_allocations', 'none', excluded='count(*)', reason='no fact is split by account') }}
    union all
    {{ counted_rows('stg_coupa__invoice_allocations', 'none', excluded='count(*)', reason='no fact is split by account') }}
    union all
    {{ counted_rows('stg_coupa__invoice_charge_allocations', 'none', excluded='count(*)', reason='no fact is split by account') }}

)

select 'coupa' as source_system, *
from counted
