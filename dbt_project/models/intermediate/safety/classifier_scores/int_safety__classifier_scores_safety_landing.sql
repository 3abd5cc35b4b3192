{{ config(materialized='ephemeral') }}

select
    'safety_landing' as source_system,
    concat_ws('|', item_id, model, model_version, category, cast(scored_at as string)) as classifier_score_id,
    item_id,
    model,
    model_version,
    category,
    score,
    threshold,
    is_flagged,
    scored_at,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_safety_landing__safety_classifier_scores') }}
where score is not null
