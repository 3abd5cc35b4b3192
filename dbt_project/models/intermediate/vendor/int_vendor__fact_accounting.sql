{{ config(schema='audit') }}

{#- Facts that take every row of a staging table: system, staging table, fact, condition on the fact. -#}
{%- set copied = [
    ('zendesk_qa', 'stg_zendesk_qa__reviews', 'fct_qa_evaluations', 'true'),
    ('zendesk_qa', 'stg_zendesk_qa__ratings', 'fct_qa_evaluation_items', 'true'),
    ('zendesk_qa', 'stg_zendesk_qa__zendesk_qa_disputes', 'fct_qa_disputes', 'true'),
    ('zendesk_qa', 'stg_zendesk_qa__calibration_reviews', 'fct_calibration_scores', "item_id = 'total'"),
    ('zendesk_qa', 'stg_zendesk_qa__calibration_ratings', 'fct_calibration_scores', "item_id <> 'total'"),
    ('maestroqa', 'stg_maestroqa__maestroqa_appeals', 'fct_qa_disputes', 'true'),
    ('assembled', 'stg_assembled__assembled_activities', 'fct_shifts', 'true'),
    ('assembled', 'stg_assembled__assembled_requirements', 'fct_capacity_intervals', 'true'),
    ('assembled', 'stg_assembled__assembled_agent_states', 'fct_agent_state_intervals', 'true'),
    ('workforce', 'stg_workforce__workforce_shifts', 'fct_shifts', 'true'),
    ('workforce', 'stg_workforce__workforce_agent_days', 'fct_agent_days', 'true'),
] -%}

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

),

workforce_intervals as (

    select
        count(*) as staging_value,
        count(*) - count(distinct case when not is_total and vendor_name is not null and starts_at is not null
            then concat_ws('|', vendor_name, coalesce(site, ''), coalesce(queue, ''), coalesce(channel, ''), cast(starts_at_local as string)) end) as excluded_value
    from {{ ref('stg_workforce__workforce_intervals') }}

),

selected as (

    select
        'maestroqa' as source_system,
        'stg_maestroqa__maestroqa_total_scores, stg_maestroqa__maestroqa_answers' as staging_model,
        'fct_qa_evaluations, fct_calibration_scores' as fact_model,
        (select count(*) from {{ ref('stg_maestroqa__maestroqa_total_scores') }}) + (select count(*) from {{ ref('stg_maestroqa__maestroqa_answers') }}) as staging_value,
        (select count(*) from {{ ref('fct_qa_evaluations') }} where source_system = 'maestroqa')
        + (select count(*) from {{ ref('fct_calibration_scores') }} where source_system = 'maestroqa' and item_id = 'total') as fact_value,
        (select count(*) from {{ ref('int_vendor__maestroqa_gradings') }} where is_in_share) as excluded_value,
        'gradings of the raw export that the share holds as well' as exclusion_reason

    union all

    select
        'maestroqa',
        'stg_maestroqa__maestroqa_section_scores, stg_maestroqa__maestroqa_question_scores',
        'fct_qa_evaluation_items, fct_calibration_scores',
        (select count(*) from {{ ref('stg_maestroqa__maestroqa_section_scores') }}) + (select count(*) from {{ ref('stg_maestroqa__maestroqa_question_scores') }}),
        (select count(*) from {{ ref('fct_qa_evaluation_items') }} where source_system = 'maestroqa')
        + (select count(*) from {{ ref('fct_calibration_scores') }} where source_system = 'maestroqa' and item_id <> 'total'),
        (
            select count(*)
            from {{ ref('int_vendor__maestroqa_items') }} as items
            left join {{ ref('int_vendor__maestroqa_gradings') }} as gradings on gradings.grading_id = items.grading_id
            where coalesce(gradings.is_in_share, true)
        ),
        'of gradings that the share holds as well, or whose total has not come'

    union all

    select
        'workforce',
        'stg_workforce__workforce_intervals',
        'fct_capacity_intervals',
        staging_value,
        (select count(*) from {{ ref('fct_capacity_intervals') }} where source_system = 'workforce'),
        excluded_value,
        'totals rows, intervals that a later file replaced, or without vendor or readable begin'
    from workforce_intervals
    {%- for system, staging_model, fact_model, condition in copied %}

    union all

    select
        '{{ system }}',
        '{{ staging_model }}',
        '{{ fact_model }}',
        (select count(*) from {{ ref(staging_model) }}),
        (select count(*) from {{ ref(fact_model) }} where source_system = '{{ system }}' and {{ condition }}),
        0,
        cast(null as string)
    {%- endfor %}

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

union all

select
    source_system,
    staging_model,
    fact_model,
    'rows',
    cast(null as string),
    cast(staging_value as decimal(38, 4)),
    cast(fact_value as decimal(38, 4)),
    cast(excluded_value as decimal(38, 4)),
    exclusion_reason
from selected
