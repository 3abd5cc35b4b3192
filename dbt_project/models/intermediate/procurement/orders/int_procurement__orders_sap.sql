{{ config(materialized='ephemeral') }}

-- An order comes from a requisition where all its lines come from the same.
with requisitions as (

    select purchase_order_id, case when count(distinct requisition_id) = 1 then max(requisition_id) end as requisition_id
    from {{ ref('stg_sap__ekpo') }}
    group by purchase_order_id

)

select
    'sap' as source_system,
    orders.purchase_order_id,
    orders.purchase_order_id as purchase_order_number,
    orders.supplier_id,
    cast(null as string) as supplier_name,
    orders.company_code,
    orders.document_type_raw,
    orders.document_category_raw,
    orders.currency_code,
    orders.processing_state_raw as status_raw,
    case
        when orders.is_deleted then 'cancelled'
        when orders.memory_type_raw in ('P', 'H') then 'draft'
        when orders.is_subject_to_release then 'pending_approval'
        else coalesce(states.meaning, 'unknown')
    end as approval_status,
    requisitions.requisition_id,
    orders.created_by_key as buyer_key,
    coalesce(creations.created_at, {{ local_to_utc('cast(orders.created_on as timestamp)', feed_timezone('sap', 'ekko')) }}) as created_at,
    orders.created_on,
    case when creations.created_at is not null then 'second' when orders.created_on is not null then 'day' end as created_at_precision,
    cast(null as timestamp) as recorded_at,
    orders.is_deleted,
    orders._loaded_at as loaded_at,
    orders._file_sha256 as source_file_sha256,
    orders._row_number as source_row_number
from {{ ref('stg_sap__ekko') }} as orders
left join requisitions on orders.purchase_order_id = requisitions.purchase_order_id
left join {{ ref('int_procurement__sap_creations') }} as creations
    on creations.object_class = 'EINKBELEG' and orders.purchase_order_id = creations.object_id
{{ join_codes('sap', 'purchase_order_status', 'orders.processing_state_raw', as='states') }}
