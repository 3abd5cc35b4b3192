{{ config(materialized='ephemeral') }}

-- One row per category that the model knows. The response names the served model, which is the version; its threshold is not told.
with scores as (

    {{ json_members(ref('stg_openai_moderation__results'), 'category_scores',
        ['request_id', 'element_number', 'item_id', 'model_version', 'scored_at', '_loaded_at', '_file_sha256', '_row_number']) }}

),

flags as (

    {{ json_members(ref('stg_openai_moderation__results'), 'categories', ['request_id', 'element_number']) }}

)

select
    'openai_moderation' as source_system,
    concat_ws('|', scores.request_id, cast(scores.element_number as string), coalesce(codes.meaning, scores.member_name)) as classifier_score_id,
    coalesce(scores.item_id, items.item_id) as item_id,
    'openai_moderation' as model,
    scores.model_version,
    coalesce(codes.meaning, scores.member_name) as category,
    try_cast(scores.member_value as double) as score,
    cast(null as double) as threshold,
    lower(flags.member_value) = 'true' as is_flagged,
    scores.scored_at,
    scores._loaded_at as loaded_at,
    scores._file_sha256 as source_file_sha256,
    scores._row_number as source_row_number
from scores
left join flags
    on flags.request_id = scores.request_id
    and flags.element_number = scores.element_number
    and flags.member_name = scores.member_name
left join {{ ref('stg_openai_moderation__input_items') }} as items
    on items.request_id = scores.request_id and items.element_number = scores.element_number
{{ join_codes('openai_moderation', 'category', 'scores.member_name', 'codes') }}
where scores.member_value is not null
