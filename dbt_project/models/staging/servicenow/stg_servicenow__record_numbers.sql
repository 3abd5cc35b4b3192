-- From every exported version: a later list that does not show sys_id must not hide the one that an earlier list showed.
with records as (

    select sys_id, number, _file_time, _file_name, _row_number
    from {{ source('servicenow', 'servicenow_incidents') }}

    union all

    select sys_id, number, _file_time, _file_name, _row_number
    from {{ source('servicenow', 'servicenow_requested_items') }}

)

select
    trim(sys_id) as sys_id,
    trim(number) as number
from records
where trim(sys_id) <> '' and trim(number) <> ''
qualify row_number() over (partition by trim(sys_id) order by _file_time desc nulls last, _file_name desc nulls last, _row_number desc nulls last) = 1
