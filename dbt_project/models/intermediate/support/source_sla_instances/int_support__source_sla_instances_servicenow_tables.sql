{{ config(materialized='ephemeral') }}

-- Records of task_sla. The target is not exported: it is what has elapsed and what is left, as long as something is left.
with slas as (

    select
        *,
        lower(replace(stage, ' ', '_')) as stage_code,
        schedule is not null as is_business_time,
        case when schedule is not null then business_elapsed_seconds else elapsed_seconds end as clock_seconds,
        case when not is_breached then business_seconds_left end as seconds_left
    from {{ ref('stg_servicenow__servicenow_task_slas') }}

)

select
    'servicenow_tables' as source_system,
    task_number as ticket_id,
    task_sla_id as source_sla_id,
    sla_name,
    started_at,
    ended_at as stopped_at,
    due_at,
    is_business_time,
    clock_seconds + seconds_left as target_seconds,
    clock_seconds as elapsed_seconds,
    seconds_left as remaining_seconds,
    stage_code = 'paused' as is_paused,
    case
        when stage_code = 'cancelled' then 'cancelled'
        when is_breached or stage_code = 'breached' then 'breached'
        when stage_code in ('completed', 'achieved') then 'met'
        else 'undecided'
    end as outcome,
    _loaded_at as loaded_at,
    _file_sha256 as source_file_sha256,
    _row_number as source_row_number
from slas
