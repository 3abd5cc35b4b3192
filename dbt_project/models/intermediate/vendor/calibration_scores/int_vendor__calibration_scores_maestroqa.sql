{{ config(materialized='ephemeral') }}

-- MaestroQA has no session: the gradings of one ticket by one scorecard, made to calibrate, are one.
with gradings as (

    select ticket_id, rubric_id, grader_key, agent_account_key, grade_type, 'total' as item_id, score, max_score, graded_at, _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_maestroqa__maestroqa_total_scores') }}

    union all

    select ticket_id, rubric_id, grader_key, cast(null as string), grade_type, section_id, score, max_score, graded_at, _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_maestroqa__maestroqa_section_scores') }}

),

scored as (

    select
        gradings.*,
        max(gradings.agent_account_key) over (partition by gradings.ticket_id) as graded_account_key,
        min(gradings.graded_at) over (partition by gradings.ticket_id, gradings.rubric_id) as held_at
    from gradings
    {{ join_codes('maestroqa', 'evaluation_type', 'gradings.grade_type', 'types') }}
    where types.meaning = 'calibration'

)

select
    'maestroqa' as source_system,
    ticket_id || '|' || rubric_id as calibration_session_id,
    ticket_id,
    item_id,
    grader_key,
    graded_account_key as agent_account_key,
    case when max_score > 0 then cast(round(cast(score as double) * 100 / max_score, 4) as decimal(9, 4)) end as score_percent,
    held_at,
    graded_at as recorded_at,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from scored
