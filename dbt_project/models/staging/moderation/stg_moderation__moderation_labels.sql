{%- set categories = ['s', 'h', 'v', 'hr', 'sh', 's3', 'h2', 'v2'] -%}
{#- A record has no identity of its own and the same content may be labelled again: its place in its file is its key, and no record supersedes another. -#}

with typed as (

    select
        nullif(lower(trim(content_sha256)), '') as content_id,
        try_cast(content_length as bigint) as content_length,
        {%- for category in categories %}
        case when trim({{ category }}) in ('0', '1') then try_cast(trim({{ category }}) as bigint) end as {{ category }}_label,
        {%- endfor %}
        content_length as content_length_raw,
        {{ categories | join(', ') }},
        _file_sha256,
        _file_name,
        _row_number,
        _loaded_at
    from {{ source('moderation', 'moderation_labels') }}

)

select
    content_id,
    content_length,
    {%- for category in categories %}
    {{ category }}_label,
    {%- endfor %}
    {%- set casts = {'content_length': ['content_length_raw', 'content_length']} %}
    {%- for category in categories %}{% do casts.update({category ~ '_label': [category, category ~ '_label']}) %}{% endfor %}
    {{ cast_failures(casts) }} as _cast_failures,
    _file_sha256,
    _file_name,
    _row_number,
    _loaded_at
from typed
