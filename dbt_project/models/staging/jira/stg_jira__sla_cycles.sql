{%- set columns = {
    'started_at': ['startTime.epochMillis', 'timestamp'],
    'stopped_at': ['stopTime.epochMillis', 'timestamp'],
    'due_at': ['breachTime.epochMillis', 'timestamp'],
    'is_breached': ['breached', 'boolean'],
    'is_paused': ['paused', 'boolean'],
    'target_milliseconds': ['goalDuration.millis', 'decimal'],
    'elapsed_milliseconds': ['elapsedTime.millis', 'decimal'],
} -%}
{%- set parent_columns = ['issue_id', 'sla_id', 'sla_name'] -%}
{%- set settings = {'datetime_formats': ['epoch_millis']} -%}

-- Completed cycles are an array, the ongoing one is an object: put into an array of its own it is read the same way, and numbered after them.
with ongoing as (

    select
        issue_id,
        sla_id,
        sla_name,
        '[' || ongoing_cycle || ']' as cycles,
        _file_sha256,
        _file_name,
        _row_number,
        _loaded_at
    from {{ ref('stg_jira__jira_slas') }}
    where ongoing_cycle is not null

),

completed_cycles as (

    {{ stage_children(ref('stg_jira__jira_slas'), 'completed_cycles', columns, parent_columns, settings) }}

),

ongoing_cycles as (

    {{ stage_children('ongoing', 'cycles', columns, parent_columns, settings) }}

)

select *, true as is_completed
from completed_cycles

union all

select *, false as is_completed
from ongoing_cycles
