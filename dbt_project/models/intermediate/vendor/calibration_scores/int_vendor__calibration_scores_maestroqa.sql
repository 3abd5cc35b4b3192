{{ config(materialized='ephemeral') }}

-- MaestroQA has no session: the gradings of one ticket by one scorecard, made to calibrate, are one.
with gradings as (

    select *, min(evaluated_at) over (partition by ticket_id, rubric_id) as held_at
    from {{ ref('int_vendor__maestroqa_gradings') }}
    where not is_in_share and evaluation_type = 'calibration'

),

scores as (

    select grading_id, 'total' as item_id, score_percent, _loaded_at, _file_sha256, _row_number from gradings
    union all
    select grading_id, item_id, score_percent, _loaded_at, _file_sha256, _row_number from {{ ref('int_vendor__maestroqa_items') }}

)

select
    'maestroqa' as source_system,
    gradings.ticket_id || '|' || gradings.rubric_id as calibration_session_id,
    gradings.ticket_id,
    scores.item_id,
    gradings.grader_key,
    gradings.agent_account_key,
    scores.score_percent,
    gradings.held_at,
    gradings.recorded_at,
    gradings.is_deleted,
    scores._loaded_at as loaded_at,
    scores._file_sha256 as source_file_sha256,
    scores._row_number as source_row_number
from scores
inner join gradings on gradings.grading_id = scores.grading_id
