{{ config(schema='audit') }}

-- Staged records against facts, each counted on its own path: from the export's own columns on one side, from the fact on the other.
with accounted as (

    select
        'policy_reviews' as source_system,
        'stg_policy_reviews__policy_review_labels' as staging_model,
        'fct_review_tasks' as fact_model,
        'rows' as measure,
        (select count(*) from {{ ref('stg_policy_reviews__policy_review_labels') }}) as staging_value,
        (select count(*) from {{ ref('fct_review_tasks') }} where source_system = 'policy_reviews') as fact_value,
        0 as excluded_value,
        cast(null as string) as exclusion_reason
    union all
    select
        'policy_reviews',
        'stg_policy_reviews__policy_review_labels',
        'fct_review_decisions',
        'rows',
        (
            select coalesce(sum({% for position in range(1, 11) %}case when label_{{ position }}_raw is null then 0 else 1 end{{ ' + ' if not loop.last }}{% endfor %}), 0)
            from {{ ref('stg_policy_reviews__policy_review_labels') }}
        ),
        (select count(*) from {{ ref('fct_review_decisions') }} where source_system = 'policy_reviews'),
        0,
        null
    union all
    select
        'review_platform',
        'stg_review_platform__review_judgements',
        'fct_review_tasks',
        'rows',
        (select count(*) from {{ ref('stg_review_platform__review_judgements') }}),
        (select count(*) from {{ ref('fct_review_tasks') }} where source_system = 'review_platform'),
        (select count(*) - count(distinct item_id) from {{ ref('stg_review_platform__review_judgements') }}),
        'further judgement of an item, or judgement without item'
    union all
    select
        'review_platform',
        'stg_review_platform__review_judgements',
        'fct_review_decisions',
        'rows',
        (select count(*) from {{ ref('stg_review_platform__review_judgements') }}),
        (select count(*) from {{ ref('fct_review_decisions') }} where source_system = 'review_platform'),
        (
            select count(*) from {{ ref('stg_review_platform__review_judgements') }}
            where item_id is null or worker_id is null or response_raw is null
        ),
        'judgement without item, reviewer or response'
    union all
    select
        'moderation',
        'stg_moderation__moderation_labels',
        'fct_content_labels',
        'rows',
        (select 8 * count(*) from {{ ref('stg_moderation__moderation_labels') }}),
        (select count(*) from {{ ref('fct_content_labels') }}),
        0,
        null
    union all
    select
        'takedowns',
        'stg_takedowns__takedown_cases',
        'fct_takedown_cases',
        'rows',
        (select count(*) from {{ ref('stg_takedowns__takedown_cases') }}),
        (select count(*) from {{ ref('fct_takedown_cases') }}),
        0,
        null
    union all
    select
        'takedowns',
        'stg_takedowns__takedown_cases',
        'fct_takedown_cases',
        'amount',
        (select coalesce(sum(affected_item_count), 0) from {{ ref('stg_takedowns__takedown_cases') }}),
        (select coalesce(sum(affected_item_count), 0) from {{ ref('fct_takedown_cases') }}),
        0,
        null

)

select
    source_system,
    staging_model,
    fact_model,
    measure,
    cast(null as string) as currency_code,
    cast(staging_value as decimal(38, 4)) as staging_value,
    cast(fact_value as decimal(38, 4)) as fact_value,
    cast(excluded_value as decimal(38, 4)) as excluded_value,
    exclusion_reason
from accounted
