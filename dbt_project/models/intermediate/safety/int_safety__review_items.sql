-- What review systems say about an item itself. Several judgements may repeat it; where they contradict each other the gold label is
-- disputed and counts as none, and the policy is unknown: neither may depend on which row happened to come last.
with policy_reviews as (

    select
        'policy_reviews' as source_system,
        case_id as review_task_id,
        coalesce(policy_code, 'unknown') as policy_code,
        gold_label_raw,
        _loaded_at as loaded_at,
        _file_sha256 as source_file_sha256,
        _row_number as source_row_number
    from {{ ref('stg_policy_reviews__policy_review_labels') }}

),

judged_items as (

    select
        item_id,
        case when min(task_code) = max(task_code) then min(task_code) else 'unknown' end as policy_code,
        case when min(gold_label_raw) = max(gold_label_raw) then min(gold_label_raw) end as gold_label_raw
    from {{ ref('stg_review_platform__review_judgements') }}
    where item_id is not null
    group by item_id

),

latest_judgements as (

    select item_id, _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_review_platform__review_judgements') }}
    where item_id is not null
    qualify row_number() over (partition by item_id order by submitted_at desc nulls last, judgement_id desc nulls last) = 1

),

review_platform as (

    select
        'review_platform' as source_system,
        judged_items.item_id as review_task_id,
        judged_items.policy_code,
        judged_items.gold_label_raw,
        latest_judgements._loaded_at as loaded_at,
        latest_judgements._file_sha256 as source_file_sha256,
        latest_judgements._row_number as source_row_number
    from judged_items
    inner join latest_judgements on latest_judgements.item_id = judged_items.item_id

),

unioned as (

    select * from policy_reviews
    union all
    select * from review_platform

)

select
    {{ surrogate_key(['unioned.source_system', 'unioned.review_task_id']) }} as review_task_key,
    {{ surrogate_key(['unioned.source_system', 'unioned.policy_code']) }} as policy_key,
    unioned.source_system,
    unioned.review_task_id,
    unioned.policy_code,
    case when unioned.gold_label_raw is not null then coalesce(labels.decision, 'unknown') end as gold_decision,
    unioned.gold_label_raw,
    unioned.loaded_at,
    unioned.source_file_sha256,
    unioned.source_row_number
from unioned
left join {{ ref('review_label_map') }} as labels
    on labels.source_system = unioned.source_system and labels.label_raw = unioned.gold_label_raw
