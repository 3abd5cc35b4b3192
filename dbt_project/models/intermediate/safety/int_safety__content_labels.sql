with unpivoted as (

    {% for category in ['S', 'H', 'V', 'HR', 'SH', 'S3', 'H2', 'V2'] -%}
    select
        'moderation' as source_system,
        _file_sha256 || ':' || cast(_row_number as string) as labelled_record_id,
        content_id,
        content_length,
        '{{ category }}' as policy_code,
        {{ category | lower }}_label as label,
        _file_sha256 as source_file_sha256,
        _row_number as source_row_number
    from {{ ref('stg_moderation__moderation_labels') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    {{ surrogate_key(['source_system', 'labelled_record_id', 'policy_code']) }} as content_label_key,
    {{ surrogate_key(['source_system', 'policy_code']) }} as policy_key,
    *
from unpivoted
