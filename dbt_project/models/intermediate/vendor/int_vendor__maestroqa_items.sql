select
    {{ maestroqa_grading_id('sections') }} as grading_id,
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
