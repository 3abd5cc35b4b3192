{{ config(materialized='ephemeral') }}

-- What was graded to calibrate the graders says nothing new about the agent: calibration_scores.
select
    'maestroqa' as source_system,
    grading_id as qa_evaluation_id,
    evaluation_type,
    grade_type as evaluation_type_raw,
    rubric_id as scorecard_id,
    '{{ helpdesk() }}' as ticket_source_system,
    ticket_id,
    agent_account_key,
    grader_key as evaluator_key,
    score_percent,
    is_auto_failed,
    interaction_at,
    evaluated_at,
    recorded_at,
    is_deleted,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('int_vendor__maestroqa_gradings') }}
where not is_in_share and evaluation_type is distinct from 'calibration'
