select
    policy_key,
    source_system,
    policy_code,
    cast(count(*) as bigint) as record_count,
    cast(count(distinct content_id) as bigint) as distinct_content_count,
    cast(count(label) as bigint) as labelled_count,
    cast(count(*) - count(label) as bigint) as unknown_count,
    cast(count(*) filter (where label = 1) as bigint) as positive_count,
    round(cast(count(*) filter (where label = 1) as double) / nullif(count(label), 0), 12) as positive_share_of_labelled_rate
from {{ ref('fct_content_labels') }}
group by policy_key, source_system, policy_code
