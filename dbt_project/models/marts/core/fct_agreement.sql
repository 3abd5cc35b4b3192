-- All coefficients are made of sums over items, so they are taken from small exact tallies per policy and month, which then add up to the
-- wider scopes (all policies, all months). Quotients are summed as decimals and results rounded: the same input gives the same digits.
with ratings as (

    select
        {{ surrogate_key(['source_system', 'policy_code', 'month_start_on']) }} as group_key,
        *
    from {{ ref('int_safety__item_ratings') }}

),

scopes as (

    select
        {{ surrogate_key(['source_system', 'policy_code', 'period_type', 'period_start_on']) }} as agreement_key,
        *
    from (
        select
            groups.group_key,
            groups.source_system,
            case when policy_scope.is_all then 'all' else groups.policy_code end as policy_code,
            case when period_scope.is_all then 'all' else 'month' end as period_type,
            case when not period_scope.is_all then groups.month_start_on end as period_start_on
        from (select distinct group_key, source_system, policy_code, month_start_on from ratings) as groups
        cross join (values (true), (false)) as policy_scope (is_all)
        cross join (values (true), (false)) as period_scope (is_all)
        -- items without a time have no month of their own
        where period_scope.is_all or groups.month_start_on is not null
    ) as memberships

),

item_categories as (

    select
        group_key,
        review_task_key,
        category,
        cast(count(*) as bigint) as ratings_in_category,
        cast(count(*) filter (where is_violating) as bigint) as violating_ratings
    from ratings
    group by group_key, review_task_key, category

),

items as (

    select
        group_key,
        review_task_key,
        cast(sum(ratings_in_category) as bigint) as ratings_per_item,
        cast(sum(ratings_in_category * (ratings_in_category - 1)) as bigint) as agreeing_pairs,
        cast(sum(violating_ratings) as bigint) as violating_ratings
    from item_categories
    group by group_key, review_task_key

),

item_tallies as (

    select
        group_key,
        ratings_per_item,
        cast(count(*) as bigint) as item_count,
        cast(sum(agreeing_pairs) as bigint) as agreeing_pairs,
        cast(sum(violating_ratings * (violating_ratings - 1)) as bigint) as agreeing_violating_pairs,
        cast(sum(violating_ratings * (ratings_per_item - 1)) as bigint) as violating_pairs
    from items
    group by group_key, ratings_per_item

),

category_tallies as (

    select
        items.group_key,
        items.ratings_per_item,
        item_categories.category,
        cast(sum(item_categories.ratings_in_category) as bigint) as rating_count
    from item_categories
    inner join items on items.review_task_key = item_categories.review_task_key
    group by items.group_key, items.ratings_per_item, item_categories.category

),

item_sums as (

    select
        scopes.agreement_key,
        cast(sum(tallies.item_count) as bigint) as item_count,
        cast(sum(tallies.item_count * tallies.ratings_per_item) as bigint) as rating_count,
        cast(coalesce(sum(tallies.item_count) filter (where tallies.ratings_per_item > 1), 0) as bigint) as multi_rated_item_count,
        cast(sum(tallies.item_count * tallies.ratings_per_item) filter (where tallies.ratings_per_item > 1) as double) as paired_ratings,
        min(tallies.ratings_per_item) = max(tallies.ratings_per_item) as has_equal_counts,
        cast(sum(cast(
            cast(tallies.agreeing_pairs as double) / nullif(tallies.ratings_per_item * (tallies.ratings_per_item - 1), 0) as decimal(38, 18)
        )) as double) as agreeing_shares,
        cast(sum(cast(
            cast(tallies.agreeing_pairs as double) / nullif(tallies.ratings_per_item - 1, 0) as decimal(38, 18)
        )) as double) as coincidences,
        cast(sum(tallies.agreeing_violating_pairs) as double) as agreeing_violating_pairs,
        cast(sum(tallies.violating_pairs) as double) as violating_pairs
    from scopes
    inner join item_tallies as tallies on tallies.group_key = scopes.group_key
    group by scopes.agreement_key

),

category_sums as (

    select
        scopes.agreement_key,
        tallies.category,
        cast(coalesce(sum(tallies.rating_count) filter (where tallies.ratings_per_item > 1), 0) as bigint) as paired_ratings,
        cast(sum(cast(cast(tallies.rating_count as double) / tallies.ratings_per_item as decimal(38, 18))) as double) as shares
    from scopes
    inner join category_tallies as tallies on tallies.group_key = scopes.group_key
    group by scopes.agreement_key, tallies.category

),

category_spread as (

    select
        category_sums.agreement_key,
        cast(count(*) as bigint) as category_count,
        cast(sum(category_sums.paired_ratings * category_sums.paired_ratings) as double) as squared_paired_ratings,
        cast(sum(cast(
            category_sums.shares / item_sums.item_count * (1 - category_sums.shares / item_sums.item_count) as decimal(38, 18)
        )) as double) as spread
    from category_sums
    inner join item_sums on item_sums.agreement_key = category_sums.agreement_key
    group by category_sums.agreement_key

),

-- A category that nobody used is still a choice the reviewers had.
declared_categories as (

    select source_system, cast(count(*) as bigint) as category_count
    from {{ ref('review_label_map') }}
    group by source_system

),

reviewer_counts as (

    select scopes.agreement_key, cast(count(distinct reviewers.reviewer_key) as bigint) as reviewer_count
    from scopes
    inner join (select distinct group_key, reviewer_key from ratings) as reviewers on reviewers.group_key = scopes.group_key
    group by scopes.agreement_key

),

-- Cohen's kappa is about the same two people: it needs a scope with exactly two reviewers, and counts the items that both rated.
item_pairs as (

    select group_key, min_by(category, reviewer_key) as first_category, max_by(category, reviewer_key) as second_category
    from ratings
    group by group_key, review_task_key
    having count(*) = 2

),

pair_tallies as (

    select group_key, first_category, second_category, cast(count(*) as bigint) as item_count
    from item_pairs
    group by group_key, first_category, second_category

),

pair_sums as (

    select scopes.agreement_key, tallies.first_category, tallies.second_category, cast(sum(tallies.item_count) as bigint) as item_count
    from scopes
    inner join reviewer_counts on reviewer_counts.agreement_key = scopes.agreement_key and reviewer_counts.reviewer_count = 2
    inner join pair_tallies as tallies on tallies.group_key = scopes.group_key
    group by scopes.agreement_key, tallies.first_category, tallies.second_category

),

margin_products as (

    select firsts.agreement_key, cast(sum(firsts.item_count * seconds.item_count) as double) as products
    from (
        select agreement_key, first_category, cast(sum(item_count) as bigint) as item_count
        from pair_sums
        group by agreement_key, first_category
    ) as firsts
    inner join (
        select agreement_key, second_category, cast(sum(item_count) as bigint) as item_count
        from pair_sums
        group by agreement_key, second_category
    ) as seconds on seconds.agreement_key = firsts.agreement_key and seconds.second_category = firsts.first_category
    group by firsts.agreement_key

),

cohen as (

    select
        pair_sums.agreement_key,
        coalesce(cast(sum(pair_sums.item_count) filter (where first_category = second_category) as double), 0) / sum(pair_sums.item_count)
            as observed,
        coalesce(max(margin_products.products), 0) / (cast(sum(pair_sums.item_count) as double) * sum(pair_sums.item_count)) as expected
    from pair_sums
    left join margin_products on margin_products.agreement_key = pair_sums.agreement_key
    group by pair_sums.agreement_key

),

measured as (

    select
        item_sums.*,
        scope.source_system,
        scope.policy_code,
        scope.period_type,
        scope.period_start_on,
        reviewer_counts.reviewer_count,
        greatest(category_spread.category_count, coalesce(declared_categories.category_count, 0)) as category_count,
        item_sums.agreeing_shares / nullif(item_sums.multi_rated_item_count, 0) as observed,
        category_spread.spread,
        category_spread.squared_paired_ratings,
        cohen.observed as cohen_observed,
        cohen.expected as cohen_expected
    from (select distinct agreement_key, source_system, policy_code, period_type, period_start_on from scopes) as scope
    inner join item_sums on item_sums.agreement_key = scope.agreement_key
    inner join category_spread on category_spread.agreement_key = scope.agreement_key
    inner join reviewer_counts on reviewer_counts.agreement_key = scope.agreement_key
    left join cohen on cohen.agreement_key = scope.agreement_key
    left join declared_categories on declared_categories.source_system = scope.source_system

),

with_chance as (

    select
        *,
        squared_paired_ratings / nullif(paired_ratings * paired_ratings, 0) as fleiss_expected,
        spread / nullif(category_count - 1, 0) as gwet_expected
    from measured

)

select
    agreement_key,
    case when policy_code <> 'all' then {{ surrogate_key(['source_system', 'policy_code']) }} end as policy_key,
    source_system,
    policy_code,
    period_type,
    period_start_on,
    item_count,
    multi_rated_item_count,
    rating_count,
    reviewer_count,
    category_count,
    round(observed, 12) as percent_agreement,
    round((cohen_observed - cohen_expected) / nullif(1 - cohen_expected, 0), 12) as cohen_kappa,
    case when has_equal_counts then round((observed - fleiss_expected) / nullif(1 - fleiss_expected, 0), 12) end as fleiss_kappa,
    round(
        1 - (paired_ratings - 1) * (paired_ratings - coincidences) / nullif(paired_ratings * paired_ratings - squared_paired_ratings, 0), 12
    ) as krippendorff_alpha,
    round((observed - gwet_expected) / nullif(1 - gwet_expected, 0), 12) as gwet_ac1,
    round(agreeing_violating_pairs / nullif(violating_pairs, 0), 12) as positive_specific_agreement
from with_chance
