{{ config(materialized='ephemeral') }}

with items as (

    select
        {{ maestroqa_grading_id('sections') }} as qa_evaluation_id,
        section_id as item_id,
        case when max_score > 0 then cast(round(cast(score as double) * 100 / max_score, 4) as decimal(9, 4)) end as score_percent,
        coalesce(max_score, 0) = 0 as is_not_applicable,
        _loaded_at,
        _file_sha256,
        _row_number
    from {{ ref('stg_maestroqa__maestroqa_section_scores') }} as sections

    union all

    select
        answer_id,
        question_id,
        cast(score_percent as decimal(9, 4)),
        coalesce(is_not_applicable, score_percent is null),
        _loaded_at,
        _file_sha256,
        _row_number
    from {{ ref('stg_maestroqa__maestroqa_question_scores') }}

)

select
    'maestroqa' as source_system,
    items.qa_evaluation_id,
    items.item_id,
    {{ meaning('classes', 'items.item_id') }} as error_class,
    cast(null as decimal(18, 4)) as weight,
    items.score_percent,
    items.is_not_applicable,
    items._loaded_at as loaded_at,
    items._file_sha256 as source_file_sha256,
    items._row_number as source_row_number
from items
{{ join_codes('maestroqa', 'error_class', 'items.item_id', 'classes') }}
