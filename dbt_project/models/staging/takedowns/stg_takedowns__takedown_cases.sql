with source as (

    {{ latest_version(source('takedowns', 'takedown_cases'), keys=['filename']) }}

),

typed as (

    select
        trim(filename) as case_id,
        try_cast(trim(year) || '-' || lpad(trim(month), 2, '0') || '-' || lpad(trim(date), 2, '0') as date) as published_on,
        nullif(lower(trim(type_of_notice)), '') as notice_type_raw,
        try_cast(number_of_repos_affected as bigint) as affected_item_count,
        concat_ws('', year, month, date) as published_on_raw,
        number_of_repos_affected as affected_item_count_raw,
        _file_sha256,
        _file_name,
        _row_number,
        _loaded_at
    from source

)

select
    case_id,
    published_on,
    notice_type_raw,
    affected_item_count,
    {{ cast_failures({
        'published_on': ['published_on_raw', 'published_on'],
        'affected_item_count': ['affected_item_count_raw', 'affected_item_count'],
    }) }} as _cast_failures,
    _file_sha256,
    _file_name,
    _row_number,
    _loaded_at
from typed
