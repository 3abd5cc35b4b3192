{{ config(materialized='ephemeral') }}

{%- set seconds = "case when not {0} like '%:%' then null when {0} like '-%' then -1 else 1 end * (abs(try_cast(split_part({0}, ':', 1) as bigint)) * 3600 + try_cast(split_part({0}, ':', 2) as bigint) * 60)" -%}

-- Cycles of the service desk. An issue without them has what its CSV shows: the time that was left, below zero after a breach, and neither target nor times.
with cycles as (

    select
        *,
        row_number() over (
            partition by issue_id, sla_id order by is_completed desc nulls last, started_at asc nulls last, element_number asc nulls last
        ) as cycle_number
    from {{ ref('stg_jira__sla_cycles') }}

),

measured as (

    select
        issue_id as ticket_id,
        sla_id || '-' || cast(cycle_number as {{ dbt.type_string() }}) as source_sla_id,
        sla_name,
        started_at,
        stopped_at,
        due_at,
        true as is_business_time,
        cast(floor(target_milliseconds / 1000) as bigint) as target_seconds,
        cast(floor(elapsed_milliseconds / 1000) as bigint) as elapsed_seconds,
        cast(floor((target_milliseconds - elapsed_milliseconds) / 1000) as bigint) as remaining_seconds,
        coalesce(is_paused, false) as is_paused,
        case when is_breached then 'breached' when is_completed then 'met' else 'undecided' end as outcome,
        _loaded_at as loaded_at,
        _file_sha256 as source_file_sha256,
        _row_number as source_row_number
    from cycles

),

shown as (

    {%- for sla, done in {'time_to_first_response': 'first_response_at', 'time_to_resolution': 'resolved_at'}.items() %}
    select
        issue_id,
        '{{ sla }}' as source_sla_id,
        '{{ sla.replace('_', ' ').capitalize() }}' as sla_name,
        {{ done }} as stopped_at,
        {{ seconds.format(sla) }} as remaining_seconds,
        _loaded_at,
        _file_sha256,
        _row_number
    from {{ ref('stg_jira__jira_issues') }}
    where {{ sla }} is not null
    {%- if not loop.last %}

    union all
    {% endif -%}
    {%- endfor %}

)

select 'jira' as source_system, *
from measured

union all

select
    'jira' as source_system,
    shown.issue_id as ticket_id,
    shown.source_sla_id,
    shown.sla_name,
    cast(null as timestamp) as started_at,
    shown.stopped_at,
    cast(null as timestamp) as due_at,
    true as is_business_time,
    cast(null as bigint) as target_seconds,
    cast(null as bigint) as elapsed_seconds,
    cast(shown.remaining_seconds as bigint) as remaining_seconds,
    false as is_paused,
    case when shown.remaining_seconds < 0 then 'breached' when shown.remaining_seconds >= 0 and shown.stopped_at is not null then 'met' else 'undecided' end as outcome,
    shown._loaded_at as loaded_at,
    shown._file_sha256 as source_file_sha256,
    shown._row_number as source_row_number
from shown
left join (select distinct issue_id from {{ ref('stg_jira__jira_slas') }}) as measured_issues on shown.issue_id = measured_issues.issue_id
where measured_issues.issue_id is null
