{%- set types = ['takedown', 'retraction', 'reversal', 'counter_notice', 'counter_notice_retraction', 'unknown'] -%}

with monthly as (

    select
        source_system,
        cast(date_trunc('month', published_on) as date) as month_start_on,
        {%- for type in types %}
        cast(count(*) filter (where notice_type = '{{ type }}') as bigint) as {{ type }}_count,
        cast(coalesce(sum(affected_item_count) filter (where notice_type = '{{ type }}'), 0) as bigint) as {{ type }}_item_count
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('fct_takedown_cases') }}
    group by 1, 2

)

select
    {{ surrogate_key(['source_system', 'month_start_on']) }} as takedowns_monthly_key,
    source_system,
    month_start_on,
    takedown_count,
    retraction_count + reversal_count + counter_notice_count + counter_notice_retraction_count as response_count,
    unknown_count,
    takedown_item_count,
    retraction_item_count,
    reversal_item_count,
    counter_notice_item_count,
    counter_notice_retraction_item_count,
    unknown_item_count,
    retraction_item_count + reversal_item_count + counter_notice_item_count - counter_notice_retraction_item_count as restored_item_count,
    takedown_item_count - retraction_item_count - reversal_item_count - counter_notice_item_count + counter_notice_retraction_item_count
        as remaining_offline_item_count
from monthly
