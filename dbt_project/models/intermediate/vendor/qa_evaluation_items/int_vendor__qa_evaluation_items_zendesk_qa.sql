{{ config(materialized='ephemeral') }}

select
    'zendesk_qa' as source_system,
    ratings.review_id as qa_evaluation_id,
    ratings.category_id as item_id,
    {{ meaning('classes', 'ratings.category_id') }} as error_class,
    ratings.weight,
    cast(ratings.score_percent as decimal(9, 4)) as score_percent,
    ratings.score_percent is null as is_not_applicable,
    ratings._loaded_at as loaded_at,
    ratings._file_sha256 as source_file_sha256,
    ratings._row_number as source_row_number
from {{ ref('stg_zendesk_qa__ratings') }} as ratings
{{ join_codes('zendesk_qa', 'error_class', 'ratings.category_id', 'classes') }}
