{%- set timezone = feed_timezone('review_platform', 'review_judgements') -%}
{%- set formats = feed_setting('review_platform', 'review_judgements', 'datetime_formats', []) -%}

with source as (

    {{ latest_version(source('review_platform', 'review_judgements'), keys=['judgement_id'], order_by=[parse_timestamp('trim(submitted_at)', formats) ~ ' desc nulls last']) }}

),

typed as (

    select
        trim(judgement_id) as judgement_id,
        nullif(trim(worker_id), '') as worker_id,
        nullif(trim(item_id), '') as item_id,
        nullif(trim(task), '') as task_code,
        nullif(lower(trim(response)), '') as response_raw,
        nullif(lower(trim(gold)), '') as gold_label_raw,
        {{ local_to_utc(parse_timestamp('trim(started_at)', formats), timezone) }} as started_at,
        {{ local_to_utc(parse_timestamp('trim(submitted_at)', formats), timezone) }} as submitted_at,
        started_at as started_at_raw,
        submitted_at as submitted_at_raw,
        _file_sha256,
        _file_name,
        _row_number,
        _loaded_at
    from source

)

select
    judgement_id,
    worker_id,
    item_id,
    task_code,
    response_raw,
    gold_label_raw,
    started_at,
    submitted_at,
    {{ cast_failures({
        'started_at': ['started_at_raw', 'started_at'],
        'submitted_at': ['submitted_at_raw', 'submitted_at'],
    }) }} as _cast_failures,
    _file_sha256,
    _file_name,
    _row_number,
    _loaded_at
from typed
