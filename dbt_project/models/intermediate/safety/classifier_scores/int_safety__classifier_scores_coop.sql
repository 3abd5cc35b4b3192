{{ config(materialized='ephemeral') }}

-- A model of Coop judges one thing, so it is its own category. Where the scoring failed there is no score and no row.
select
    'coop' as source_system,
    concat_ws('|', item_id, model_id, model_version, cast(scored_at as string)) as classifier_score_id,
    item_id,
    model_id as model,
    model_version,
    model_id as category,
    score,
    cast(null as double) as threshold,
    cast(null as boolean) as is_flagged,
    scored_at,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from {{ ref('stg_coop__coop_item_model_scores_log') }}
where score is not null
