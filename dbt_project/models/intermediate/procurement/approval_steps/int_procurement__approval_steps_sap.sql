{{ config(materialized='ephemeral') }}

-- Each release adds an X to the release state FRGZU; a refusal sets the processing state to 08. Of items released together one counts.
with decisions as (

    select
        object_class,
        object_id,
        change_number,
        max(case when field_name = 'FRGZU' then new_value end) as release_state,
        max(changed_at) as decided_at,
        max(changed_by_key) as approver_key,
        max(_loaded_at) as _loaded_at,
        max(_file_sha256) as _file_sha256,
        max(_row_number) as _row_number
    from {{ ref('int_procurement__sap_changes') }}
    where object_class in ('BANF', 'EINKBELEG')
        and (
            field_name = 'FRGZU' and length(coalesce(new_value, '')) > length(coalesce(old_value, ''))
            or field_name in ('BANPR', 'PROCSTAT') and new_value = '08'
        )
    group by object_class, object_id, change_number

),

submissions as (

    select object_class, object_id, min(changed_at) as submitted_at
    from {{ ref('int_procurement__sap_changes') }}
    where field_name in ('BANPR', 'PROCSTAT') and new_value = '03'
    group by object_class, object_id

),

steps as (

    select
        decisions.*,
        submissions.submitted_at,
        row_number() over document as step_number,
        lag(decisions.decided_at) over document as earlier_decided_at
    from decisions
    left join submissions on decisions.object_class = submissions.object_class and decisions.object_id = submissions.object_id
    window document as (
        partition by decisions.object_class, decisions.object_id
        order by decisions.decided_at nulls last, decisions.change_number nulls last
    )

)

select
    'sap' as source_system,
    concat_ws('_', object_class, object_id, change_number) as approval_step_id,
    case object_class when 'BANF' then 'requisition' else 'purchase_order' end as document_type,
    object_id as document_id,
    cast(step_number as bigint) as step_number,
    approver_key,
    coalesce('FRGZU ' || release_state, '08') as decision_raw,
    case when release_state is not null then 'approved' else 'rejected' end as decision,
    coalesce(earlier_decided_at, submitted_at) as pending_since_at,
    decided_at,
    decided_at as recorded_at,
    false as is_deleted,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from steps
