select
    {{ surrogate_key(['source_system', 'classifier_score_id']) }} as classifier_score_key,
    source_system,
    item_id,
    model,
    model_version,
    category,
    score,
    threshold,
    is_flagged,
    scored_at,
    cast(scored_at as date) as scored_on,
    loaded_at,
    false as is_deleted,
    source_file_sha256,
    source_row_number
from (

    {{ union_adapters('safety', 'classifier_scores') }}

) as scores
