-- A published notice is named after whoever sent it, so its name stays in staging: the case is known by its key and its source row.
select
    {{ surrogate_key(["'takedowns'", 'cases.case_id']) }} as takedown_case_key,
    {{ surrogate_key(["'takedowns'", "'copyright'"]) }} as policy_key,
    'takedowns' as source_system,
    coalesce(types.notice_type, 'unknown') as notice_type,
    cases.notice_type_raw,
    cases.affected_item_count,
    cases.published_on,
    cases._file_sha256 as source_file_sha256,
    cases._row_number as source_row_number
from {{ ref('stg_takedowns__takedown_cases') }} as cases
left join {{ ref('takedown_notice_type_map') }} as types on types.notice_type_raw = cases.notice_type_raw
