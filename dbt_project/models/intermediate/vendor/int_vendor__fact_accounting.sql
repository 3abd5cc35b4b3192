{{ config(schema='audit') }}

-- Decisions in the exports against decisions held against gold. What could not be evaluated is found from the labels in staging alone.
with item_golds as (

    select item_id, case when count(distinct gold_label_raw) = 1 then max(gold_label_raw) end as gold_label_raw
    from {{ ref('stg_review_platform__review_judgements') }}
    group by item_id

),

decisions as (

    {% for position in range(1, 11) -%}
    select
        'policy_reviews' as source_system,
        'stg_policy_reviews__policy_review_labels' as staging_model,
        label_{{ position }}_raw as label_raw,
        gold_label_raw
    from {{ ref('stg_policy_reviews__policy_review_labels') }}
    where label_{{ position }}_raw is not null
    union all
    {% endfor -%}
    select 'review_platform', 'stg_review_platform__review_judgements', judgements.response_raw, item_golds.gold_label_raw
    from {{ ref('stg_review_platform__review_judgements') }} as judgements
    inner join item_golds on item_golds.item_id = judgements.item_id
    where judgements.response_raw is not null and judgements.worker_id is not null

),

staged as (

    select
        decisions.source_system,
        decisions.staging_model,
        count(*) as staging_value,
        count(*) filter (where labels.label_raw is null or golds.label_raw is null) as excluded_value
    from decisions
    left join {{ ref('review_label_map') }} as labels
        on labels.source_system = decisions.source_system and labels.label_raw = decisions.label_raw
    left join {{ ref('review_label_map') }} as golds
        on golds.source_system = decisions.source_system and golds.label_raw = decisions.gold_label_raw
    group by decisions.source_system, decisions.staging_model

),

evaluated as (

    select source_system, count(*) as fact_value from {{ ref('fct_vendor_qa_evaluations') }} group by source_system

)

select
    staged.source_system,
    staged.staging_model,
    'fct_vendor_qa_evaluations' as fact_model,
    'rows' as measure,
    cast(null as string) as currency_code,
    cast(staged.staging_value as decimal(38, 4)) as staging_value,
    cast(coalesce(evaluated.fact_value, 0) as decimal(38, 4)) as fact_value,
    cast(staged.excluded_value as decimal(38, 4)) as excluded_value,
    'no gold label, disputed gold label, or a label outside the reference file' as exclusion_reason
from staged
left join evaluated on evaluated.source_system = staged.source_system
