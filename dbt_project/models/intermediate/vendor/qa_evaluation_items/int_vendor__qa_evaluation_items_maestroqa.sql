{{ config(materialized='ephemeral') }}

select
    'maestroqa' as source_system,
    items.grading_id as qa_evaluation_id,
    items.item_id,
    {{ meaning('classes', 'items.item_id') }} as error_class,
    cast(null as decimal(18, 4)) as weight,
    items.score_percent,
    items.is_not_applicable,
    items._loaded_at as loaded_at,
    items._file_sha256 as source_file_sha256,
    items._row_number as source_row_number
from {{ ref('int_vendor__maestroqa_items') }} as items
{{ join_codes('maestroqa', 'error_class', 'items.item_id', 'classes') }}
