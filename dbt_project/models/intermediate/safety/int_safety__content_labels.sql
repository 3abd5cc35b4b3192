with unpivoted as (

    {% for category in ['S', 'H', 'V', 'HR', 'SH', 'S3', 'H2', 'V2'] -%}
    select
        'moderation' as source_system,
        _file_sha256 || ':' || cast(_row_number as string) as labelled_record_id,
        content_id,
        content_length,
        '{{ category }}' as policy_code,
        {{ category | lower }}_label as label,
        cast(null as string) as action,
        cast(null as string) as labelled_by_key,
        cast(null as timestamp) as labelled_at,
        _loaded_at as loaded_at,
        _file_sha256 as source_file_sha256,
        _row_number as source_row_number
    from {{ ref('stg_moderation__moderation_labels') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- Adjudicated labels say what should be done with the content; what is right under the policy is the direction of that.
golden as (

    select
        'safety_landing' as source_system,
        labels.content_id as labelled_record_id,
        labels.content_id,
        cast(null as bigint) as content_length,
        coalesce(labels.policy_code, 'unspecified') as policy_code,
        case actions.decision when 'violating' then cast(1 as bigint) when 'non_violating' then cast(0 as bigint) end as label,
        {{ meaning('codes', 'labels.decision') }} as action,
        labels.labelled_by_id as labelled_by_key,
        labels.labelled_at,
        labels._loaded_at as loaded_at,
        labels._file_sha256 as source_file_sha256,
        labels._row_number as source_row_number
    from {{ ref('stg_safety_landing__safety_golden_labels') }} as labels
    {{ join_codes('safety_landing', 'action', 'labels.decision', 'codes') }}
    left join {{ ref('review_actions') }} as actions on actions.action = codes.meaning

),

unioned as (

    select * from unpivoted
    union all
    select * from golden

)

select
    {{ surrogate_key(['source_system', 'labelled_record_id', 'policy_code']) }} as content_label_key,
    {{ surrogate_key(['source_system', 'policy_code']) }} as policy_key,
    *
from unioned
