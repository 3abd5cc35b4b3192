{{ config(materialized='ephemeral') }}

with order_lines as (

    select
        lines.*,
        coalesce(lines.quantity * lines.unit_price, lines.amount) as line_amount,
        coalesce(headers.currency_code, 'unknown') as currency_code,
        coalesce(upper(headers.type_lookup_code) = 'STANDARD', false) as is_order
    from {{ ref('stg_oracle__oracle_po_lines') }} as lines
    left join {{ ref('stg_oracle__oracle_po_headers') }} as headers on lines.po_header_id = headers.po_header_id

),

versions as (

    select
        headers.po_header_id is not null as is_order,
        coalesce(row_number() over line > 1
            and concat_ws('|', versions.quantity, versions.unit_price, versions.amount) = lag(concat_ws('|', versions.quantity, versions.unit_price, versions.amount)) over line, false) as is_repeated
    from {{ ref('stg_oracle__oracle_po_lines_versions') }} as versions
    left join {{ ref('stg_oracle__oracle_po_headers') }} as headers on versions.po_header_id = headers.po_header_id and upper(headers.type_lookup_code) = 'STANDARD'
    window line as (partition by versions.po_line_id order by versions.last_update_date nulls first)

),

actions as (

    select
        not coalesce(upper(actions.object_type_code) in ('REQ', 'REQUISITION', 'PO'), false) or coalesce(codes.meaning = 'not_a_step', false) as is_left_out
    from {{ ref('stg_oracle__oracle_action_history') }} as actions
    left join {{ ref('oracle_codes') }} as codes on codes.code_type = 'approval_decision' and codes.code = lower(actions.action_code)

),

movements as (

    select
        coalesce(transactions.currency_code, 'unknown') as currency_code,
        transactions.quantity * transactions.po_unit_price * case when 'RETURN TO VENDOR' in (upper(transactions.transaction_type), upper(parents.transaction_type)) then -1 else 1 end as amount,
        transactions.po_line_id is not null and coalesce(
            upper(transactions.transaction_type) in ('RECEIVE', 'RETURN TO VENDOR')
            or upper(transactions.transaction_type) = 'CORRECT' and upper(parents.transaction_type) in ('RECEIVE', 'RETURN TO VENDOR'), false
        ) as is_receipt
    from {{ ref('stg_oracle__oracle_receiving_transactions') }} as transactions
    left join {{ ref('stg_oracle__oracle_receiving_transactions') }} as parents on transactions.parent_transaction_id = parents.transaction_id

),

invoices as (

    select
        coalesce(invoice_currency_code, 'unknown') as currency_code,
        case when cancelled_date is not null then coalesce(cancelled_amount, invoice_amount) else invoice_amount end as amount
    from {{ ref('stg_oracle__oracle_invoices') }}

),

invoice_lines as (

    select
        lines.invoice_id,
        lines.line_number,
        lines.po_line_id,
        lines.po_line_location_id,
        coalesce(invoices.invoice_currency_code, 'unknown') as currency_code,
        case when lines.discarded_flag and lines.original_amount is not null then lines.original_amount else lines.amount end as amount,
        upper(lines.line_type_lookup_code) = 'TAX' as is_tax
    from {{ ref('stg_oracle__oracle_invoice_lines') }} as lines
    left join {{ ref('stg_oracle__oracle_invoices') }} as invoices on lines.invoice_id = invoices.invoice_id

),

-- Each further hold on a matched line is a further match result.
held_lines as (

    select lines.invoice_id, lines.line_number, count(*) as hold_count
    from invoice_lines as lines
    join {{ ref('stg_oracle__oracle_holds') }} as holds on lines.invoice_id = holds.invoice_id and lines.po_line_location_id = holds.line_location_id
    where not lines.is_tax and lines.po_line_id is not null
    group by lines.invoice_id, lines.line_number

),

counted as (

    select 'stg_oracle__oracle_requisition_headers' as staging_model, 'fct_requisitions' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        cast(count(*) as decimal(38, 4)) as staging_value, cast(0 as decimal(38, 4)) as excluded_value, cast(null as string) as exclusion_reason
    from {{ ref('stg_oracle__oracle_requisition_headers') }}
    union all
    select 'stg_oracle__oracle_action_history', 'fct_approval_steps', 'rows', null, count(*), count(*) filter (where is_left_out), 'no decision of an approver on a requisition or an order'
    from actions
    union all
    select 'stg_oracle__oracle_po_headers', 'fct_purchase_orders', 'rows', null, count(*), count(*) filter (where coalesce(upper(type_lookup_code), '') <> 'STANDARD'), 'agreement or quotation'
    from {{ ref('stg_oracle__oracle_po_headers') }}
    union all
    select 'stg_oracle__oracle_po_lines', 'fct_purchase_order_lines', 'rows', null, count(*), count(*) filter (where not is_order), 'line of no order'
    from order_lines
    union all
    select 'stg_oracle__oracle_po_lines', 'fct_purchase_order_lines', 'amount', currency_code, coalesce(sum(line_amount), 0), coalesce(sum(line_amount) filter (where not is_order), 0), 'line of no order'
    from order_lines
    group by currency_code
    union all
    select 'stg_oracle__oracle_po_lines_versions', 'fct_purchase_order_line_versions', 'rows', null, count(*), count(*) filter (where is_repeated or not is_order), 'line of no order, or the same quantity and price again'
    from versions
    union all
    select 'stg_oracle__oracle_receiving_transactions', 'fct_receipts', 'rows', null, count(*), count(*) filter (where not is_receipt), 'inspection, delivery or transfer, or no order'
    from movements
    union all
    select 'stg_oracle__oracle_receiving_transactions', 'fct_receipts', 'amount', currency_code, coalesce(sum(amount), 0), coalesce(sum(amount) filter (where not is_receipt), 0), 'inspection, delivery or transfer, or no order'
    from movements
    group by currency_code
    union all
    select 'stg_oracle__oracle_invoices', 'fct_invoices', 'rows', null, count(*), 0, null
    from invoices
    union all
    select 'stg_oracle__oracle_invoices', 'fct_invoices', 'amount', currency_code, coalesce(sum(amount), 0), 0, null
    from invoices
    group by currency_code
    union all
    select 'stg_oracle__oracle_invoice_lines', 'fct_invoice_lines', 'rows', null, count(*), count(*) filter (where is_tax), 'tax, which the invoice carries'
    from invoice_lines
    union all
    select 'stg_oracle__oracle_invoice_lines', 'fct_invoice_lines', 'amount', currency_code, coalesce(sum(amount), 0), coalesce(sum(amount) filter (where is_tax), 0), 'tax, which the invoice carries'
    from invoice_lines
    group by currency_code
    union all
    select 'stg_oracle__oracle_invoice_lines', 'fct_match_results', 'rows', null, count(*), count(*) filter (where is_tax or po_line_id is null), 'not matched to an order'
    from invoice_lines
    union all
    select 'stg_oracle__oracle_holds', 'fct_match_results', 'rows', null, coalesce(sum(hold_count), 0), count(*), 'first hold of a line, which is the result of its match'
    from held_lines
    union all
    select 'stg_oracle__oracle_holds', 'fct_invoice_holds', 'rows', null, count(*), 0, null
    from {{ ref('stg_oracle__oracle_holds') }}
    union all
    select 'stg_oracle__oracle_invoice_payments', 'fct_payments', 'rows', null, count(*), 0, null
    from {{ ref('stg_oracle__oracle_invoice_payments') }}
    union all
    select 'stg_oracle__oracle_suppliers', 'dim_suppliers', 'rows', null, count(*), 0, null
    from {{ ref('stg_oracle__oracle_suppliers') }}

)

select 'oracle' as source_system, *
from counted
