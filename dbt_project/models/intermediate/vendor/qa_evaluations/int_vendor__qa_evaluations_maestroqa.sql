{{ config(materialized='ephemeral') }}

-- The raw export and the share hold the same gradings; where the share holds one of a ticket, scorecard and kind, it counts. The exports
-- do not flag automatic failures: points in parts of a grading whose total is 0 give them away.
with section_points as (

    select ticket_id, rubric_id, grader_key, grade_type, sum(score) as points
    from {{ ref('stg_maestroqa__maestroqa_section_scores') }}
    group by ticket_id, rubric_id, grader_key, grade_type

),

question_points as (

    select answer_id, sum(raw_score) as points
    from {{ ref('stg_maestroqa__maestroqa_question_scores') }}
    group by answer_id

),

gradings as (

    select
        {{ maestroqa_grading_id('scores') }} as qa_evaluation_id,
        scores.grade_type as evaluation_type_raw,
        scores.rubric_id as scorecard_id,
        scores.ticket_id,
        scores.agent_account_key,
        scores.grader_key as evaluator_key,
        case when scores.max_score > 0 then cast(round(cast(scores.score as double) * 100 / scores.max_score, 4) as decimal(9, 4)) end as score_percent,
        case when scores.max_score > 0 and scores.score > 0 then false when scores.max_score > 0 and scores.score = 0 then section_points.points > 0 end as is_auto_failed,
        scores.ticket_created_at as interaction_at,
        scores.first_graded_at as evaluated_at,
        scores.graded_at as recorded_at,
        false as is_deleted,
        scores._loaded_at,
        scores._file_sha256,
        scores._row_number
    from {{ ref('stg_maestroqa__maestroqa_total_scores') }} as scores
    left join section_points
        on section_points.ticket_id = scores.ticket_id
        and section_points.rubric_id = scores.rubric_id
        and section_points.grader_key = scores.grader_key
        and section_points.grade_type = scores.grade_type
    where not exists (
        select 1 from {{ ref('stg_maestroqa__maestroqa_answers') }} as answers
        where answers.ticket_id = scores.ticket_id and answers.rubric_id = scores.rubric_id and answers.answer_type = scores.grade_type
    )

    union all

    select
        answers.answer_id,
        answers.answer_type,
        answers.rubric_id,
        answers.ticket_id,
        answers.agent_account_key,
        answers.grader_key,
        cast(answers.score_percent as decimal(9, 4)),
        case when answers.score_percent > 0 then false when answers.score_percent = 0 then question_points.points > 0 end,
        cast(null as timestamp),
        coalesce(answers.first_saved_at, answers.created_at),
        answers.updated_at,
        coalesce(answers.is_deleted, false),
        answers._loaded_at,
        answers._file_sha256,
        answers._row_number
    from {{ ref('stg_maestroqa__maestroqa_answers') }} as answers
    left join question_points on question_points.answer_id = answers.answer_id

)

select
    'maestroqa' as source_system,
    gradings.qa_evaluation_id,
    {{ meaning('types', 'gradings.evaluation_type_raw') }} as evaluation_type,
    gradings.evaluation_type_raw,
    gradings.scorecard_id,
    '{{ helpdesk() }}' as ticket_source_system,
    gradings.ticket_id,
    gradings.agent_account_key,
    gradings.evaluator_key,
    gradings.score_percent,
    gradings.is_auto_failed,
    gradings.interaction_at,
    gradings.evaluated_at,
    gradings.recorded_at,
    gradings.is_deleted,
    gradings._loaded_at as loaded_at,
    gradings._file_sha256 as source_file_sha256,
    gradings._row_number as source_row_number
from gradings
{{ join_codes('maestroqa', 'evaluation_type', 'gradings.evaluation_type_raw', 'types') }}
