with source as (

    {{ latest_version(source('policy_reviews', 'policy_review_labels'), keys=['case_id']) }}

),

typed as (

    select
        trim(case_id) as case_id,
        nullif(trim(functionality), '') as policy_code,
        nullif(trim(templ_id), '') as template_id,
        nullif(lower(trim(label_gold)), '') as gold_label_raw,
        {%- for position in range(1, 11) %}
        nullif(lower(trim(label_{{ position }})), '') as label_{{ position }}_raw,
        {%- endfor %}
        nullif(lower(trim(label_annot_maj)), '') as exported_majority_label_raw,
        try_cast(count_label_h as bigint) as exported_hateful_count,
        try_cast(count_label_nh as bigint) as exported_non_hateful_count,
        count_label_h,
        count_label_nh,
        _file_sha256,
        _file_name,
        _row_number,
        _loaded_at
    from source

)

select
    case_id,
    policy_code,
    template_id,
    gold_label_raw,
    {%- for position in range(1, 11) %}
    label_{{ position }}_raw,
    {%- endfor %}
    exported_majority_label_raw,
    exported_hateful_count,
    exported_non_hateful_count,
    {{ cast_failures({
        'exported_hateful_count': ['count_label_h', 'exported_hateful_count'],
        'exported_non_hateful_count': ['count_label_nh', 'exported_non_hateful_count'],
    }) }} as _cast_failures,
    _file_sha256,
    _file_name,
    _row_number,
    _loaded_at
from typed
