-- Agreement needs one rating of each reviewer per item. An item belongs to the month of its first decision, so that its ratings are
-- never parted by the end of a month.
with ratings as (

    select
        source_system,
        policy_code,
        review_task_key,
        reviewer_key,
        decision_raw as category,
        decision = 'violating' as is_violating
    from {{ ref('int_safety__review_decisions') }}
    qualify row_number() over (
        partition by review_task_key, reviewer_key order by submitted_at desc nulls last, review_decision_id desc nulls last
    ) = 1

),

items as (

    select
        review_task_key,
        cast(date_trunc('month', min(submitted_at)) as date) as month_start_on
    from {{ ref('int_safety__review_decisions') }}
    group by review_task_key

)

select
    ratings.source_system,
    ratings.policy_code,
    items.month_start_on,
    ratings.review_task_key,
    ratings.reviewer_key,
    ratings.category,
    ratings.is_violating
from ratings
inner join items on items.review_task_key = ratings.review_task_key
