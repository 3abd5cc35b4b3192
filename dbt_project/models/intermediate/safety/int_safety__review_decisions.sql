with policy_reviews as (

    {% for position in range(1, 11) -%}
    select
        'policy_reviews' as source_system,
        case_id || ':annotator_{{ '%02d' % position }}' as review_decision_id,
        case_id as review_task_id,
        'annotator_{{ '%02d' % position }}' as reviewer_id,
        label_{{ position }}_raw as decision_raw,
        cast(null as timestamp) as started_at,
        cast(null as timestamp) as submitted_at,
        _loaded_at as loaded_at,
        _file_sha256 as source_file_sha256,
        _row_number as source_row_number
    from {{ ref('stg_policy_reviews__policy_review_labels') }}
    where label_{{ position }}_raw is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

review_platform as (

    select
        'review_platform' as source_system,
        judgement_id as review_decision_id,
        item_id as review_task_id,
        worker_id as reviewer_id,
        response_raw as decision_raw,
        started_at,
        submitted_at,
        _loaded_at as loaded_at,
        _file_sha256 as source_file_sha256,
        _row_number as source_row_number
    from {{ ref('stg_review_platform__review_judgements') }}
    where item_id is not null and worker_id is not null and response_raw is not null

),

unioned as (

    select * from policy_reviews
    union all
    select * from review_platform

)

select
    {{ surrogate_key(['unioned.source_system', 'unioned.review_decision_id']) }} as review_decision_key,
    {{ surrogate_key(['unioned.source_system', 'unioned.review_task_id']) }} as review_task_key,
    {{ surrogate_key(['unioned.source_system', 'unioned.reviewer_id']) }} as reviewer_key,
    items.policy_key,
    unioned.source_system,
    unioned.review_decision_id,
    unioned.review_task_id,
    unioned.reviewer_id,
    items.policy_code,
    coalesce(labels.decision, 'unknown') as decision,
    unioned.decision_raw,
    items.gold_decision,
    items.gold_label_raw,
    unioned.started_at,
    unioned.submitted_at,
    unioned.loaded_at,
    unioned.source_file_sha256,
    unioned.source_row_number
from unioned
inner join {{ ref('int_safety__review_items') }} as items
    on items.source_system = unioned.source_system and items.review_task_id = unioned.review_task_id
left join {{ ref('review_label_map') }} as labels
    on labels.source_system = unioned.source_system and labels.label_raw = unioned.decision_raw
