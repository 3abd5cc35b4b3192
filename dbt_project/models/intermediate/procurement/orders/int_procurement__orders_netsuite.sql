{{ config(materialized='ephemeral') }}

-- Orders of the tables; and of the saved search only those that the tables lack, for both list the same orders under the same internal id.
with orders as (

    select
        transactions.transaction_id as purchase_order_id,
        transactions.document_number as purchase_order_number,
        transactions.entity_id as supplier_id,
        vendors.supplier_name,
        transactions.subsidiary_id as company_code,
        transactions.transaction_type as document_type_raw,
        transactions.currency_code,
        transactions.status_raw,
        transactions.is_voided,
        requisitions.requisition_id,
        transactions.employee_key as buyer_key,
        transactions.created_at,
        transactions.transaction_on as created_on,
        transactions.modified_at,
        transactions.deleted_at is not null as is_deleted,
        transactions._loaded_at,
        transactions._file_sha256,
        transactions._row_number
    from {{ ref('int_procurement__netsuite_transactions') }} as transactions
    left join {{ ref('stg_netsuite__netsuite_vendor') }} as vendors on transactions.entity_id = vendors.supplier_id
    left join (
        select lines.transaction_id, min_by(lines.created_from_id, lines.line_number) as requisition_id
        from {{ ref('int_procurement__netsuite_lines') }} as lines
        join {{ ref('stg_netsuite__netsuite_transaction') }} as sources on lines.created_from_id = sources.transaction_id and sources.transaction_type = 'PurchReq'
        group by lines.transaction_id
    ) as requisitions on transactions.transaction_id = requisitions.transaction_id
    where transactions.transaction_type = 'PurchOrd'

    union all

    select
        purchase_order_id,
        purchase_order_number,
        cast(null as string),
        supplier_name,
        cast(null as string),
        'PurchOrd',
        currency_code,
        status_raw,
        false,
        cast(null as string),
        cast(null as string),
        created_at,
        ordered_on,
        modified_at,
        false,
        _loaded_at,
        _file_sha256,
        _row_number
    from {{ ref('stg_netsuite__netsuite_purchase_order_search') }}
    where is_main_line and purchase_order_id not in (select transaction_id from {{ ref('stg_netsuite__netsuite_transaction') }})

)

select
    'netsuite' as source_system,
    orders.purchase_order_id,
    orders.purchase_order_number,
    orders.supplier_id,
    orders.supplier_name,
    orders.company_code,
    orders.document_type_raw,
    cast(null as string) as document_category_raw,
    orders.currency_code,
    orders.status_raw,
    case when orders.is_voided then 'cancelled' else {{ meaning('statuses', 'orders.status_raw') }} end as approval_status,
    orders.requisition_id,
    orders.buyer_key,
    orders.created_at,
    orders.created_on,
    case when orders.created_at is not null then 'second' end as created_at_precision,
    orders.modified_at as recorded_at,
    orders.is_deleted,
    orders._loaded_at as loaded_at,
    orders._file_sha256 as source_file_sha256,
    orders._row_number as source_row_number
from orders
{{ join_codes('netsuite', 'purchase_order_status', 'orders.status_raw', as='statuses') }}
