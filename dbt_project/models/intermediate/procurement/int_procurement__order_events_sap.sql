{{ config(materialized='view') }}

with orders as (select purchase_order_id, created_on from {{ ref('stg_sap__ekko') }}),

lines as (select * from {{ ref('stg_sap__ekpo') }}),

movements as (select * from {{ ref('stg_sap__mseg') }} where purchase_order_id is not null and line_number is not null),

documents as (select * from {{ ref('stg_sap__mkpf') }})

-- EKPO has no creation date (its AEDAT is the last change), so a line is created when its header was: a date without a time.
select
    'sap' as source_system,
    lines.purchase_order_id,
    concat_ws('_', lines.purchase_order_id, lines.line_number) as purchase_order_line_id,
    concat_ws('_', 'EKPO', lines.purchase_order_id, lines.line_number) as purchase_order_event_id,
    cast(null as bigint) as event_number,
    'EKPO' as activity_raw,
    {{ local_to_utc('cast(orders.created_on as timestamp)', feed_timezone('sap', 'ekko')) }} as occurred_at,
    orders.created_on as occurred_on,
    'day' as occurred_at_precision,
    -- SAP user names are names of persons and no user master tells persons from batch users.
    cast(null as string) as actor_id,
    'unknown' as actor_type,
    lines._file_sha256 as source_file_sha256,
    lines._row_number as source_row_number
from lines
left join orders on lines.purchase_order_id = orders.purchase_order_id

union all

select
    'sap' as source_system,
    movements.purchase_order_id,
    concat_ws('_', movements.purchase_order_id, movements.line_number) as purchase_order_line_id,
    concat_ws('_', 'MSEG', movements.material_document_id, movements.material_document_year, movements.material_document_line) as purchase_order_event_id,
    cast(null as bigint) as event_number,
    movements.movement_type_raw as activity_raw,
    documents.entered_at as occurred_at,
    documents.entered_on as occurred_on,
    'second' as occurred_at_precision,
    cast(null as string) as actor_id,
    'unknown' as actor_type,
    movements._file_sha256 as source_file_sha256,
    movements._row_number as source_row_number
from movements
left join documents
    on movements.material_document_id = documents.material_document_id
    and movements.material_document_year = documents.material_document_year
