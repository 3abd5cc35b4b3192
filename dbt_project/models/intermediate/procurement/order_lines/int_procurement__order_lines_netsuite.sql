{{ config(materialized='ephemeral') }}

-- Lines of orders of the tables; and of the saved search only those of orders that the tables lack.
select
    'netsuite' as source_system,
    lines.transaction_id as purchase_order_id,
    lines.transaction_line_id as purchase_order_line_id,
    cast(lines.line_number as string) as line_number,
    transactions.entity_id as supplier_id,
    transactions.subsidiary_id as company_code,
    lines.cost_center,
    lines.category,
    lines.item_type_raw,
    lines.quantity as ordered_quantity,
    lines.quantity_unit,
    lines.unit_price,
    lines.amount as ordered_amount,
    transactions.currency_code,
    sources.transaction_id as requisition_id,
    lines.needed_on,
    lines.expected_on as promised_on,
    {{ meaning('receipt_rules', 'lines.item_type_raw') }} = 'receipt_expected' as is_goods_receipt_expected,
    cast(null as boolean) as is_goods_receipt_based_invoicing,
    coalesce(lines.quantity > 0 and lines.received_quantity >= lines.quantity, false) as is_delivery_complete,
    true as has_invoice_history,
    coalesce(lines.created_at, transactions.created_at) as created_at,
    transactions.transaction_on as created_on,
    case when coalesce(lines.created_at, transactions.created_at) is not null then 'second' end as created_at_precision,
    lines.modified_at as recorded_at,
    transactions.deleted_at is not null or lines.deleted_at is not null as is_deleted,
    lines._loaded_at as loaded_at,
    lines._file_sha256 as source_file_sha256,
    lines._row_number as source_row_number
from {{ ref('int_procurement__netsuite_lines') }} as lines
join {{ ref('int_procurement__netsuite_transactions') }} as transactions on lines.transaction_id = transactions.transaction_id and transactions.transaction_type = 'PurchOrd'
left join {{ ref('stg_netsuite__netsuite_transaction') }} as sources on lines.created_from_id = sources.transaction_id and sources.transaction_type = 'PurchReq'
{{ join_codes('netsuite', 'receipt_rule', 'lines.item_type_raw', as='receipt_rules') }}

union all

select
    'netsuite',
    purchase_order_id,
    concat_ws('_', purchase_order_id, line_id),
    cast(line_id as string),
    cast(null as string),
    cast(null as string),
    department_name,
    class_name,
    cast(null as string),
    ordered_quantity,
    cast(null as string),
    unit_price,
    amount,
    currency_code,
    cast(null as string),
    cast(null as date),
    cast(null as date),
    cast(null as boolean),
    cast(null as boolean),
    cast(null as boolean),
    false,
    created_at,
    ordered_on,
    case when created_at is not null then 'second' end,
    modified_at,
    false,
    _loaded_at,
    _file_sha256,
    _row_number
from {{ ref('stg_netsuite__netsuite_purchase_order_search') }}
where not is_main_line and purchase_order_id not in (select transaction_id from {{ ref('stg_netsuite__netsuite_transaction') }})
