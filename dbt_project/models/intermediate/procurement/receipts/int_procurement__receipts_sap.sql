{{ config(materialized='ephemeral') }}

select
    'sap' as source_system,
    concat_ws('_', movements.material_document_id, movements.material_document_year, movements.material_document_line) as receipt_id,
    movements.purchase_order_id,
    concat_ws('_', movements.purchase_order_id, movements.line_number) as purchase_order_line_id,
    {{ meaning('types', 'movements.movement_type_raw') }} as event_type,
    movements.movement_type_raw as activity_raw,
    documents.posted_on,
    documents.entered_at as received_at,
    movements.quantity as received_quantity,
    movements.quantity_unit,
    movements.amount as received_amount,
    movements.currency_code,
    cast(null as string) as reversed_receipt_id,
    documents.entered_at as recorded_at,
    false as is_deleted,
    movements._loaded_at as loaded_at,
    movements._file_sha256 as source_file_sha256,
    movements._row_number as source_row_number
from {{ ref('stg_sap__mseg') }} as movements
{{ join_codes('sap', 'receipt_type', 'movements.movement_type_raw', as='types') }}
left join {{ ref('stg_sap__mkpf') }} as documents
    on movements.material_document_id = documents.material_document_id
    and movements.material_document_year = documents.material_document_year
where movements.purchase_order_id is not null and movements.line_number is not null
