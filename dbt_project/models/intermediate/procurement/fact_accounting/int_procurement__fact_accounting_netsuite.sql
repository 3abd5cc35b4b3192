{{ config(materialized='ephemeral') }}

{% set kinds = {'fct_requisitions': ['PurchReq'], 'fct_purchase_orders': ['PurchOrd'], 'fct_invoices': ['VendBill', 'VendCred']} %}

with lines as (

    select
        lines.transaction_id,
        lines.line_id,
        lines.amount,
        transactions.transaction_type,
        transactions.deleted_at is not null or deleted_records.record_id is not null as is_deleted,
        coalesce(currencies.currency_code, 'unknown') as currency_code,
        coalesce(lines.is_main_line, false) as is_main_line,
        coalesce(lines.is_main_line, false) or coalesce(lines.is_tax_line, false) as is_total_or_tax,
        sources.transaction_type = 'PurchOrd' as is_from_order
    from {{ ref('stg_netsuite__netsuite_transactionline') }} as lines
    left join {{ ref('stg_netsuite__netsuite_transaction') }} as transactions on lines.transaction_id = transactions.transaction_id
    left join {{ ref('stg_netsuite__netsuite_currency') }} as currencies on transactions.currency_id = currencies.currency_id
    left join {{ ref('stg_netsuite__netsuite_transaction') }} as sources on lines.created_from_id = sources.transaction_id
    left join {{ ref('stg_netsuite__netsuite_deletedrecord') }} as deleted_records on lines.transaction_id = deleted_records.record_id and lower(deleted_records.record_type) = 'itemreceipt'

),

links as (

    select
        links.link_type,
        links.amount,
        earlier.transaction_type as previous_type,
        later.transaction_type as next_type,
        coalesce(currencies.currency_code, 'unknown') as currency_code,
        later_lines.line_id is not null and not later_lines.is_total_or_tax as is_real_line
    from {{ ref('stg_netsuite__netsuite_nexttransactionlinelink') }} as links
    left join {{ ref('stg_netsuite__netsuite_transaction') }} as earlier on links.previous_transaction_id = earlier.transaction_id
    left join {{ ref('stg_netsuite__netsuite_transaction') }} as later on links.next_transaction_id = later.transaction_id
    left join {{ ref('stg_netsuite__netsuite_currency') }} as currencies on later.currency_id = currencies.currency_id
    left join lines as later_lines on links.next_transaction_id = later_lines.transaction_id and links.next_line_id = later_lines.line_id

),

-- A receipt leads to its order by a link or by the transaction that its line was created from.
receipt_lines as (

    select
        lines.*,
        coalesce(lines.transaction_type = 'ItemRcpt' and not lines.is_total_or_tax and (lines.is_from_order or linked.next_transaction_id is not null), false) as is_receipt
    from lines
    left join (
        select distinct next_transaction_id, next_line_id
        from {{ ref('stg_netsuite__netsuite_nexttransactionlinelink') }}
        where link_type = 'ShipRcpt'
    ) as linked on lines.transaction_id = linked.next_transaction_id and lines.line_id = linked.next_line_id

),

versions as (

    select
        coalesce(transactions.transaction_type = 'PurchOrd' and not coalesce(versions.is_main_line, false) and not coalesce(versions.is_tax_line, false), false) as is_order_line,
        coalesce(row_number() over line > 1
            and concat_ws('|', versions.quantity, versions.unit_price, versions.amount) = lag(concat_ws('|', versions.quantity, versions.unit_price, versions.amount)) over line, false) as is_repeated
    from {{ ref('stg_netsuite__netsuite_transactionline_versions') }} as versions
    left join {{ ref('stg_netsuite__netsuite_transaction') }} as transactions on versions.transaction_id = transactions.transaction_id
    window line as (partition by versions.transaction_id, versions.line_id order by versions.modified_at nulls first)

),

searched as (

    select search.*, transactions.transaction_id is not null as is_twin
    from {{ ref('stg_netsuite__netsuite_purchase_order_search') }} as search
    left join {{ ref('stg_netsuite__netsuite_transaction') }} as transactions on search.purchase_order_id = transactions.transaction_id

),

notes as (

    select
        coalesce(
            notes.record_type_id = '-30' and transactions.transaction_type in ('PurchReq', 'PurchOrd', 'VendBill', 'VendCred') and notes.has_old_value
            and (upper(notes.field_raw) = 'TRANDOC.KNEXTAPPROVER' and notes.has_new_value or upper(notes.field_raw) = 'TRANDOC.KSTATUS' and codes.meaning = 'pending'), false
        ) as is_step,
        coalesce(
            notes.record_type_id = '-30' and transactions.transaction_type in ('VendBill', 'VendCred')
            and upper(notes.field_raw) = 'TRANDOC.BPAYMENTHOLD' and upper(notes.new_value) in ('T', 'TRUE', 'YES'), false
        ) as is_hold
    from {{ ref('stg_netsuite__netsuite_systemnote') }} as notes
    left join {{ ref('stg_netsuite__netsuite_transaction') }} as transactions on notes.record_id = transactions.transaction_id
    left join {{ ref('netsuite_codes') }} as codes on codes.code_type = 'approval_decision' and codes.code = lower(notes.old_value)

),

counted as (

    select 'stg_netsuite__netsuite_systemnote' as staging_model, 'fct_approval_steps' as fact_model, 'rows' as measure, cast(null as string) as currency_code,
        cast(count(*) as decimal(38, 4)) as staging_value, cast(count(*) filter (where not is_step) as decimal(38, 4)) as excluded_value, 'no decision of an approver' as exclusion_reason
    from notes
    union all
    select 'stg_netsuite__netsuite_systemnote', 'fct_invoice_holds', 'rows', null, count(*), count(*) filter (where not is_hold), 'no payment hold that was set'
    from notes
    union all
    {% for fact, types in kinds.items() -%}
    select 'stg_netsuite__netsuite_transaction', '{{ fact }}', 'rows', null, count(*),
        count(*) filter (where coalesce(transaction_type, '') not in ('{{ types | join("', '") }}')), 'another kind of transaction'
    from {{ ref('stg_netsuite__netsuite_transaction') }}
    union all
    {% endfor -%}
    select 'stg_netsuite__netsuite_purchase_order_search', 'fct_purchase_orders', 'rows', null, count(*), count(*) filter (where is_twin or not is_main_line), 'line, or order that the tables hold too'
    from searched
    union all
    select 'stg_netsuite__netsuite_purchase_order_search', 'fct_purchase_order_lines', 'rows', null, count(*), count(*) filter (where is_twin or is_main_line), 'main line, or order that the tables hold too'
    from searched
    union all
    select 'stg_netsuite__netsuite_purchase_order_search', 'fct_purchase_order_lines', 'amount', coalesce(currency_code, 'unknown'), coalesce(sum(amount), 0),
        coalesce(sum(amount) filter (where is_twin or is_main_line), 0), 'main line, or order that the tables hold too'
    from searched
    group by coalesce(currency_code, 'unknown')
    union all
    select 'stg_netsuite__netsuite_transactionline', 'fct_purchase_order_lines', 'rows', null, count(*),
        count(*) filter (where is_total_or_tax or coalesce(transaction_type, '') <> 'PurchOrd'), 'main or tax line, or another kind of transaction'
    from lines
    union all
    select 'stg_netsuite__netsuite_transactionline', 'fct_purchase_order_lines', 'amount', currency_code, coalesce(sum(amount), 0),
        coalesce(sum(amount) filter (where is_total_or_tax or coalesce(transaction_type, '') <> 'PurchOrd'), 0), 'main or tax line, or another kind of transaction'
    from lines
    group by currency_code
    union all
    select 'stg_netsuite__netsuite_transactionline_versions', 'fct_purchase_order_line_versions', 'rows', null, count(*), count(*) filter (where is_repeated or not is_order_line),
        'line of no order, or the same quantity and price again'
    from versions
    union all
    select 'stg_netsuite__netsuite_transactionline', 'fct_receipts', 'rows', null, count(*), count(*) filter (where not is_receipt), 'line of no receipt for an order'
    from receipt_lines
    union all
    -- A deleted receipt is a receipt and its cancellation.
    select 'stg_netsuite__netsuite_deletedrecord', 'fct_receipts', 'rows', null, count(*), 0, null
    from receipt_lines
    where is_receipt and is_deleted
    union all
    select 'stg_netsuite__netsuite_transactionline', 'fct_receipts', 'amount', currency_code, coalesce(sum(amount), 0),
        coalesce(sum(amount) filter (where not is_receipt or is_deleted), 0), 'line of no receipt for an order, or of a deleted one'
    from receipt_lines
    group by currency_code
    union all
    select 'stg_netsuite__netsuite_transactionline', 'fct_invoices', 'amount', currency_code, coalesce(sum(-amount), 0),
        coalesce(sum(-amount) filter (where not is_main_line or coalesce(transaction_type, '') not in ('VendBill', 'VendCred')), 0), 'not the main line of a bill or a credit'
    from lines
    group by currency_code
    union all
    select 'stg_netsuite__netsuite_transactionline', 'fct_invoice_lines', 'rows', null, count(*),
        count(*) filter (where is_total_or_tax or coalesce(transaction_type, '') not in ('VendBill', 'VendCred')), 'main or tax line, or another kind of transaction'
    from lines
    union all
    select 'stg_netsuite__netsuite_transactionline', 'fct_invoice_lines', 'amount', currency_code, coalesce(sum(amount), 0),
        coalesce(sum(amount) filter (where is_total_or_tax or coalesce(transaction_type, '') not in ('VendBill', 'VendCred')), 0), 'main or tax line, or another kind of transaction'
    from lines
    group by currency_code
    union all
    select 'stg_netsuite__netsuite_nexttransactionlinelink', 'fct_match_results', 'rows', null, count(*),
        count(*) filter (where not coalesce(link_type = 'OrdBill' and next_type in ('VendBill', 'VendCred') and is_real_line, false)), 'not from an order to a bill'
    from links
    union all
    select 'stg_netsuite__netsuite_nexttransactionlinelink', 'fct_payments', 'rows', null, count(*),
        count(*) filter (where not coalesce(link_type = 'Payment' and previous_type = 'VendBill' and next_type = 'VendPymt', false)), 'not from a bill to a payment'
    from links
    union all
    select 'stg_netsuite__netsuite_nexttransactionlinelink', 'fct_payments', 'amount', currency_code, coalesce(sum(amount), 0),
        coalesce(sum(amount) filter (where not coalesce(link_type = 'Payment' and previous_type = 'VendBill' and next_type = 'VendPymt', false)), 0), 'not from a bill to a payment'
    from links
    group by currency_code
    union all
    select 'stg_netsuite__netsuite_vendor', 'dim_suppliers', 'rows', null, count(*), 0, null
    from {{ ref('stg_netsuite__netsuite_vendor') }}

)

select 'netsuite' as source_system, *
from counted
