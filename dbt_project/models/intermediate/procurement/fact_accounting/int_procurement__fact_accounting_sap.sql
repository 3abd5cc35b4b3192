{{ config(materialized='ephemeral') }}

{%- set no_order = 'not a receipt for an order' -%}
-- Extracts hold two decimals for every currency.
with shifts as (

    select upper(code) as shifted_currency, cast(case meaning when '0' then 100 when '3' then 0.1 end as decimal(5, 1)) as factor
    from {{ ref('sap_codes') }}
    where code_type = 'currency_decimals'

),

receipt_types as (select code from {{ ref('sap_codes') }} where code_type = 'receipt_type'),

movements as (

    select
        concat_ws('_', material_document_id, material_document_year, material_document_line) as receipt_id,
        coalesce(currency_code, 'unknown') as currency_code,
        coalesce(amount, 0) * case when is_extract then coalesce(shifts.factor, 1) else 1 end as amount,
        coalesce(purchase_order_id is not null and line_number is not null, false) as has_order,
        receipt_types.code is not null as is_receipt_type
    from {{ ref('stg_sap__mseg') }}
    left join receipt_types on movement_type_raw = receipt_types.code
    left join shifts on currency_code = shifts.shifted_currency

),

-- What material documents tell of as well is counted there.
history as (

    select
        concat_ws('_', document_id, document_year, document_line) as receipt_id,
        coalesce(currency_code, 'unknown') as currency_code,
        coalesce(amount, 0) * case when is_extract then coalesce(shifts.factor, 1) else 1 end as amount,
        history.is_receipt
        and (receipt_types.code is not null or posting_kind_raw = '9' and movement_type_raw is null and sign is not null)
        and documents.receipt_id is null as is_receipt
    from {{ ref('int_procurement__sap_order_history') }} as history
    left join receipt_types on movement_type_raw = receipt_types.code
    left join (select distinct receipt_id from movements where has_order) as documents
        on concat_ws('_', document_id, document_year, document_line) = documents.receipt_id
    left join shifts on currency_code = shifts.shifted_currency

),

ordered as (

    select
        coalesce(orders.currency_code, 'unknown') as currency_code,
        coalesce(lines.net_amount, 0) * case when is_extract then coalesce(shifts.factor, 1) else 1 end as net_amount,
        coalesce(lines.deletion_flag_raw, 'S') <> 'S' or coalesce(orders.is_deleted, false) as is_deleted
    from {{ ref('stg_sap__ekpo') }} as lines
    left join {{ ref('stg_sap__ekko') }} as orders on lines.purchase_order_id = orders.purchase_order_id
    left join shifts on orders.currency_code = shifts.shifted_currency

),

invoices as (

    select
        invoices.invoice_id,
        coalesce(currency_code, 'unknown') as currency_code,
        case when is_invoice then 1 else -1 end * coalesce(unsigned_gross_amount, 0) * case when is_extract then coalesce(shifts.factor, 1) else 1 end as amount,
        is_reversal,
        reversal_document_id is not null or paid_on is not null or blocked.invoice_id is not null or lower(status_raw) in ('5', 'e') as is_posted
    from {{ ref('int_procurement__sap_invoices') }} as invoices
    left join (select distinct invoice_id from {{ ref('int_procurement__sap_invoice_blocks') }} where released_at is null) as blocked
        on invoices.invoice_id = blocked.invoice_id
    left join shifts on currency_code = shifts.shifted_currency

),

invoice_lines as (

    select
        coalesce(invoices.is_reversal, true) as is_left_out,
        coalesce(invoices.is_posted, false) as is_posted,
        lines.purchase_order_id is not null as has_order,
        blocks.invoice_line_id is not null as is_blocked
    from {{ ref('stg_sap__rseg') }} as lines
    left join (select distinct invoice_line_id from {{ ref('int_procurement__sap_invoice_blocks') }}) as blocks
        on concat_ws('_', lines.invoice_document_id, lines.fiscal_year, lines.line_number) = blocks.invoice_line_id
    left join invoices on concat_ws('_', lines.invoice_document_id, lines.fiscal_year) = invoices.invoice_id

),

changes as (

    select
        concat_ws('|', object_class, object_id, change_number) as change_id,
        concat_ws('|', object_id, changes.line_number, change_number) as line_change_id,
        object_class in ('BANF', 'EINKBELEG') and (
            field_name = 'FRGZU' and length(coalesce(new_value, '')) > length(coalesce(old_value, ''))
            or field_name in ('BANPR', 'PROCSTAT') and new_value = '08'
        ) as is_decision,
        object_class = 'EINKBELEG' and table_name = 'EKPO' and change_indicator = 'U' and field_name in ('NETPR', 'MENGE')
        and lines.purchase_order_id is not null as is_line_change
    from {{ ref('int_procurement__sap_changes') }} as changes
    left join {{ ref('stg_sap__ekpo') }} as lines on changes.object_id = lines.purchase_order_id and changes.line_number = lines.line_number

),

cleared as (

    select
        items.accounting_document_id = items.clearing_document_id as is_own,
        payments.clearing_document_id is not null as is_paid,
        invoices.invoice_id is not null and not invoices.is_reversal as has_invoice
    from {{ ref('stg_sap__bsak') }} as items
    left join {{ ref('stg_sap__bkpf') }} as documents
        on items.company_code = documents.company_code
        and items.accounting_document_id = documents.accounting_document_id
        and items.fiscal_year = documents.fiscal_year
        and documents.origin_type_raw = 'RMRP'
    left join (
        select distinct company_code, clearing_document_id
        from {{ ref('stg_sap__bsak') }}
        where accounting_document_id = clearing_document_id and document_type_raw in ('KZ', 'ZP')
    ) as payments
        on items.company_code = payments.company_code and items.clearing_document_id = payments.clearing_document_id
    left join invoices on concat_ws('_', substring(documents.origin_key, 1, 10), substring(documents.origin_key, 11, 4)) = invoices.invoice_id

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
    select 'stg_sap__ekpo', 'fct_purchase_order_line_versions', 'rows', null, count(*), 0, null
    from {{ ref('stg_sap__ekpo') }}
    union all
    select 'stg_sap__cdpos', 'fct_purchase_order_line_versions', 'rows', null, count(*),
        count(*) - count(distinct case when is_line_change then line_change_id end), 'no change of quantity or price, or several of a line at once'
    from changes
    union all
    select 'stg_sap__mseg', 'fct_receipts', 'rows', null, count(*), count(*) filter (where not has_order or not is_receipt_type), '{{ no_order }}'
    from movements
    union all
    select 'stg_sap__mseg', 'fct_receipts', 'amount', currency_code, coalesce(sum(amount), 0),
        coalesce(sum(case when not has_order or not is_receipt_type then amount end), 0), '{{ no_order }}'
    from movements
    group by currency_code
    union all
    select 'stg_sap__ekbe', 'fct_receipts', 'rows', null, count(*), count(*) - count(distinct case when is_receipt then receipt_id end),
        'no receipt, counted from its material document, or part of a receipt that is split'
    from history
    union all
    select 'stg_sap__ekbe', 'fct_receipts', 'amount', currency_code, coalesce(sum(amount), 0), coalesce(sum(case when not is_receipt then amount end), 0),
        'no receipt, or counted from its material document'
    from history
    group by currency_code
    union all
    select 'stg_sap__eban', 'fct_requisitions', 'rows', null, count(*), count(*) - count(distinct requisition_id), 'further items of a requisition'
    from {{ ref('stg_sap__eban') }}
    union all
    select 'stg_sap__cdpos', 'fct_approval_steps', 'rows', null, count(*), count(*) - count(distinct case when is_decision then change_id end),
        'no decision, or items decided together'
    from changes
    union all
    select 'stg_sap__rbkp', 'fct_invoices', 'rows', null, count(*), count(*) filter (where is_reversal), 'reversal of another document'
    from invoices
    union all
    select 'stg_sap__rbkp', 'fct_invoices', 'amount', currency_code, coalesce(sum(amount), 0), coalesce(sum(case when is_reversal then amount end), 0),
        'reversal of another document'
    from invoices
    group by currency_code
    union all
    select 'stg_sap__rseg', 'fct_invoice_lines', 'rows', null, count(*), count(*) filter (where is_left_out), 'line of a reversal, or without a header'
    from invoice_lines
    union all
    select 'stg_sap__rseg', 'fct_match_results', 'rows', null, count(*), count(*) filter (where is_left_out or not is_posted or not has_order or is_blocked),
        'not posted, not for an order, or blocked'
    from invoice_lines
    union all
    select 'int_procurement__sap_invoice_blocks', 'fct_match_results', 'rows', null, count(*), count(*) filter (where invoice_line_id is null), 'block of a whole invoice'
    from {{ ref('int_procurement__sap_invoice_blocks') }}
    union all
    select 'int_procurement__sap_invoice_blocks', 'fct_invoice_holds', 'rows', null, count(*), 0, null
    from {{ ref('int_procurement__sap_invoice_blocks') }}
    union all
    select 'stg_sap__bsak', 'fct_payments', 'rows', null, count(*), count(*) filter (where is_own or not is_paid or not has_invoice), 'not an invoice that was paid'
    from cleared
    union all
    select 'stg_sap__lfa1', 'dim_suppliers', 'rows', null, count(*), 0, null
    from {{ ref('stg_sap__lfa1') }}
    union all
    select 'stg_sap__bkpf', 'none', 'rows', null, count(*),
        (select coalesce(sum(document_count), 0) from {{ ref('int_procurement__accounting_documents') }}), 'accounting headers lead from invoices to their payments, and are counted'
    from {{ ref('stg_sap__bkpf') }}
    {% for table, reason in {'mkpf': 'headers give receipts their dates', 'cdhdr': 'headers give changes their times', 'ebkn': 'assignments give lines their cost centre', 'ekkn': 'assignments give lines their cost centre',
        'eket': 'schedules give lines their dates', 'lfbk': 'accounts tell which suppliers are one'}.items() -%}
    union all
    select 'stg_sap__{{ table }}', 'none', 'rows', null, count(*), count(*), '{{ reason }}'
    from {{ ref('stg_sap__' ~ table) }}
    {% endfor %}
)

select 'sap' as source_system, *
from counted
