-- Gradings of the raw export and of the share in one form. The two overlap: where the share holds a grading of a ticket, scorecard and
-- kind, those of the raw export are marked. No export flags automatic failures: points in parts of a grading whose total is 0 give them away.
with points as (

    select {{ maestroqa_grading_id('sections') }} as grading_id, sum(sections.score) as points
    from {{ ref('stg_maestroqa__maestroqa_section_scores') }} as sections
    group by {{ maestroqa_grading_id('sections') }}

    union all

    select answer_id, sum(raw_score)
    from {{ ref('stg_maestroqa__maestroqa_question_scores') }}
    group by answer_id

),

shared as (

    select distinct ticket_id, rubric_id, answer_type from {{ ref('stg_maestroqa__maestroqa_answers') }}

),

gradings as (

    select
        {{ maestroqa_grading_id('scores') }} as grading_id,
        scores.ticket_id,
        scores.rubric_id,
        scores.grade_type,
        scores.grader_key,
        scores.agent_account_key,
        case when scores.max_score > 0 then cast(round(cast(scores.score as double) * 100 / scores.max_score, 4) as decimal(9, 4)) end as score_percent,
        scores.ticket_created_at as interaction_at,
        scores.first_graded_at as evaluated_at,
        scores.graded_at as recorded_at,
        shared.ticket_id is not null as is_in_share,
        false as is_deleted,
        scores._loaded_at,
        scores._file_sha256,
        scores._row_number
    from {{ ref('stg_maestroqa__maestroqa_total_scores') }} as scores
    left join shared
        on shared.ticket_id = scores.ticket_id and shared.rubric_id = scores.rubric_id and shared.answer_type = scores.grade_type

    union all

    select
        answer_id,
        ticket_id,
        rubric_id,
        answer_type,
        grader_key,
        agent_account_key,
        cast(score_percent as decimal(9, 4)),
        cast(null as timestamp),
        coalesce(first_saved_at, created_at),
        updated_at,
        false,
        coalesce(is_deleted, false),
        _loaded_at,
        _file_sha256,
        _row_number
    from {{ ref('stg_maestroqa__maestroqa_answers') }}

)

select
    gradings.*,
    {{ meaning('types', 'gradings.grade_type') }} as evaluation_type,
    case when gradings.score_percent > 0 then false when gradings.score_percent = 0 then points.points > 0 end as is_auto_failed
from gradings
left join points on points.grading_id = gradings.grading_id
{{ join_codes('maestroqa', 'evaluation_type', 'gradings.grade_type', 'types') }}
