{{ config(schema='audit') }}

{#- Facts that take each row of a staging table, or each but those of a condition: system, staging model, fact, condition, reason. -#}
{%- set taken = [
    ('safety_landing', 'stg_safety_landing__safety_review_tasks', 'fct_review_tasks', none, none),
    ('safety_landing', 'stg_safety_landing__safety_review_decisions', 'fct_review_decisions', none, none),
    ('safety_landing', 'stg_safety_landing__safety_review_decisions', 'fct_review_decision_actions', none, none),
    ('safety_landing', 'stg_safety_landing__safety_appeals', 'fct_appeals', none, none),
    ('safety_landing', 'stg_safety_landing__safety_escalations', 'fct_escalations', none, none),
    ('safety_landing', 'stg_safety_landing__safety_golden_labels', 'fct_content_labels', none, none),
    ('safety_landing', 'stg_safety_landing__safety_classifier_scores', 'fct_classifier_scores', 'score is null', 'scoring without a score'),
    ('coop', 'stg_coop__coop_job_creations', 'fct_review_tasks', none, none),
    ('coop', 'stg_coop__coop_manual_review_decisions', 'fct_review_decisions', none, none),
    ('coop', 'stg_coop__coop_appeals', 'fct_appeals', none, none),
    ('coop', 'stg_coop__decision_components', 'fct_escalations', "component_type is null or component_type not in ('TRANSFORM_JOB_AND_RECREATE_IN_QUEUE', 'SUBMIT_NCMEC_REPORT')", 'component that passes nothing on'),
    ('coop', 'stg_coop__coop_item_model_scores_log', 'fct_classifier_scores', 'score is null', 'scoring that failed'),
    ('dsa', 'stg_dsa__dsa_statements', 'fct_review_decisions', none, none),
    ('cinder', 'stg_cinder__resolved_appeals', 'fct_appeals', none, none),
] %}

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
        (select count(*) from {{ ref('fct_content_labels') }} where source_system = 'moderation'),
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
    {%- for source_system, staging_model, fact_model, left_out, reason in taken %}
    union all
    select
        '{{ source_system }}',
        '{{ staging_model }}',
        '{{ fact_model }}',
        'rows',
        (select count(*) from {{ ref(staging_model) }}),
        (select count(*) from {{ ref(fact_model) }} where source_system = '{{ source_system }}'),
        {{ "(select count(*) from " ~ ref(staging_model) ~ " where " ~ left_out ~ ")" if left_out else 0 }},
        {{ "'" ~ reason ~ "'" if reason else 'null' }}
    {%- endfor %}
    union all
    -- A job has an event for each thing done to it, and a decision an event for each delivery.
    select
        'cinder',
        'stg_cinder__cinder_events',
        'fct_review_tasks',
        'rows',
        (select count(*) from {{ ref('stg_cinder__cinder_events') }}),
        (select count(*) from {{ ref('fct_review_tasks') }} where source_system = 'cinder'),
        (select count(*) - count(distinct job_id) from {{ ref('stg_cinder__cinder_events') }}),
        'further event of a job, or event without job'
    union all
    select
        'cinder',
        'stg_cinder__cinder_events',
        'fct_review_decisions',
        'rows',
        (select count(*) from {{ ref('stg_cinder__cinder_events') }}),
        (select count(*) from {{ ref('fct_review_decisions') }} where source_system = 'cinder'),
        (
            select count(*) - count(distinct case when event = 'decision.created' then review_decision_id end)
            from {{ ref('stg_cinder__cinder_events') }}
        ),
        'other event, or further delivery of a decision'
    union all
    select
        'cinder',
        'stg_cinder__cinder_events',
        'fct_escalations',
        'rows',
        (select count(*) from {{ ref('stg_cinder__cinder_events') }}),
        (select count(*) from {{ ref('fct_escalations') }} where source_system = 'cinder'),
        (
            select
                count(*) - count(distinct case
                    when event = 'job.actioned' and action = 'escalated' then concat_ws('|', job_id, cast(occurred_at as string))
                end)
            from {{ ref('stg_cinder__cinder_events') }}
        ),
        'other event, or further delivery of an escalation'
    union all
    -- Scores are counted on the results themselves: the members of each JSON object that hold a value.
    select
        'openai_moderation',
        'stg_openai_moderation__results',
        'fct_classifier_scores',
        'rows',
        (select count(*) from ({{ json_members(ref('stg_openai_moderation__results'), 'category_scores', ['request_id']) }}) as members),
        (select count(*) from {{ ref('fct_classifier_scores') }} where source_system = 'openai_moderation'),
        (
            select count(*) from ({{ json_members(ref('stg_openai_moderation__results'), 'category_scores', ['request_id']) }}) as members
            where member_value is null
        ),
        'category that the model does not know'

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
