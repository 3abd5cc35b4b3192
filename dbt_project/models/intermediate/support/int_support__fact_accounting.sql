{{ config(schema='audit') }}

-- Staging and facts are counted apart: staging by its own rows and rules of its own, facts by what they hold.
with as_of as (

    select as_of_at from {{ source('warehouse', 'run_parameters') }}

),

logged_versions as (

    select
        events.incident_id,
        incidents.number is null and coalesce(greatest(events.updated_at, coalesce(events.opened_at, events.updated_at)) <= (select as_of_at from as_of), false) as is_fact
    from {{ ref('stg_servicenow__incident_event_log') }} as events
    left join {{ ref('stg_servicenow__servicenow_incidents') }} as incidents on events.incident_id = incidents.number

),

staged_tickets as (

    select 'servicenow' as source_system, 'stg_servicenow__incident_event_log' as staging_model, incident_id as ticket_id, bool_or(is_fact) as is_fact
    from logged_versions
    group by incident_id

    union all

    select 'zendesk' as source_system, 'stg_zendesk__zendesk_tickets' as staging_model, ticket_id, coalesce(coalesce(created_at, updated_at) <= (select as_of_at from as_of), false) as is_fact
    from {{ ref('stg_zendesk__zendesk_tickets') }}

    union all

    select
        'zendesk_csv' as source_system,
        'stg_zendesk__zendesk_tickets_csv' as staging_model,
        ticket_id,
        coalesce(coalesce(created_at, updated_at) <= (select as_of_at from as_of), false) and ticket_id not in (select ticket_id from {{ ref('stg_zendesk__zendesk_tickets') }}) as is_fact
    from {{ ref('stg_zendesk__zendesk_tickets_csv') }}

    union all

    select 'jira' as source_system, 'stg_jira__jira_issues' as staging_model, issue_id as ticket_id, coalesce(coalesce(created_at, updated_at) <= (select as_of_at from as_of), false) as is_fact
    from {{ ref('stg_jira__jira_issues') }}

    {%- for staging_model in ['stg_servicenow__servicenow_incidents', 'stg_servicenow__servicenow_requested_items'] %}

    union all

    select 'servicenow_tables' as source_system, '{{ staging_model }}' as staging_model, number as ticket_id, coalesce(coalesce(opened_at, updated_at) <= (select as_of_at from as_of), false) as is_fact
    from {{ ref(staging_model) }}
    {%- endfor %}

),

-- What belongs to a ticket is a fact if it says something by itself (is_relevant), happened by the as-of instant, and its ticket is a fact.
staged_children as (

    select
        'zendesk' as source_system,
        'stg_zendesk__ticket_changes' as staging_model,
        'fct_ticket_events' as fact_model,
        ticket_id,
        coalesce(created_at <= (select as_of_at from as_of), false) as is_relevant
    from {{ ref('stg_zendesk__ticket_changes') }}

    union all

    select
        'jira' as source_system,
        'stg_jira__changes' as staging_model,
        'fct_ticket_events' as fact_model,
        issue_id as ticket_id,
        coalesce(created_at <= (select as_of_at from as_of), false) as is_relevant
    from {{ ref('stg_jira__changes') }}

    union all

    -- A state and a hold reason that change together are one change of status.
    select
        'servicenow_tables' as source_system,
        'stg_servicenow__servicenow_audits' as staging_model,
        'fct_ticket_events' as fact_model,
        numbers.number as ticket_id,
        coalesce(audits.created_at <= (select as_of_at from as_of), false)
        and audits.field_name in ('state', 'hold_reason', 'priority', 'assignment_group', 'assigned_to')
        and (
            audits.field_name not in ('state', 'hold_reason')
            or row_number() over (partition by numbers.number, audits.created_at, audits.field_name in ('state', 'hold_reason') order by audits.audit_id asc nulls last) = 1
        ) as is_relevant
    from {{ ref('stg_servicenow__servicenow_audits') }} as audits
    left join {{ ref('stg_servicenow__record_numbers') }} as numbers on audits.document_id = numbers.sys_id

    union all

    -- Only clocks that were given a target are promises.
    select
        'zendesk' as source_system,
        'stg_zendesk__zendesk_ticket_metric_events' as staging_model,
        'fct_source_sla_instances' as fact_model,
        ticket_id,
        bool_or(event_type in ('apply_sla', 'apply_group_sla') and not coalesce(is_deleted, false) and (fulfilled_at is null or occurred_at <= fulfilled_at))
        and coalesce(min(case when event_type = 'activate' and not coalesce(is_deleted, false) then occurred_at end) <= (select as_of_at from as_of), true) as is_relevant
    from (
        select
            *,
            max(case when event_type = 'fulfill' and not coalesce(is_deleted, false) then occurred_at end) over (partition by ticket_id, metric, instance_id) as fulfilled_at
        from {{ ref('stg_zendesk__zendesk_ticket_metric_events') }}
    ) as metric_events
    group by ticket_id, metric, instance_id

    union all

    select
        'jira' as source_system,
        'stg_jira__sla_cycles' as staging_model,
        'fct_source_sla_instances' as fact_model,
        issue_id as ticket_id,
        coalesce(started_at <= (select as_of_at from as_of), true) as is_relevant
    from {{ ref('stg_jira__sla_cycles') }}
    {%- for sla in ['time_to_first_response', 'time_to_resolution'] %}

    union all

    select
        'jira' as source_system,
        'stg_jira__jira_issues' as staging_model,
        'fct_source_sla_instances' as fact_model,
        issue_id as ticket_id,
        issue_id not in (select issue_id from {{ ref('stg_jira__jira_slas') }}) as is_relevant
    from {{ ref('stg_jira__jira_issues') }}
    where {{ sla }} is not null
    {%- endfor %}

    union all

    select
        'servicenow_tables' as source_system,
        'stg_servicenow__servicenow_task_slas' as staging_model,
        'fct_source_sla_instances' as fact_model,
        task_number as ticket_id,
        coalesce(started_at <= (select as_of_at from as_of), true) as is_relevant
    from {{ ref('stg_servicenow__servicenow_task_slas') }}

    union all

    select
        'zendesk' as source_system,
        'stg_zendesk__zendesk_satisfaction_ratings' as staging_model,
        'fct_csat_responses' as fact_model,
        ticket_id,
        score not in ('offered', 'unoffered') and coalesce(updated_at <= (select as_of_at from as_of), true) as is_relevant
    from {{ ref('stg_zendesk__zendesk_satisfaction_ratings') }}

    union all

    select
        'zendesk_csv' as source_system,
        'stg_zendesk__zendesk_tickets_csv' as staging_model,
        'fct_csat_responses' as fact_model,
        ticket_id,
        lower(satisfaction_score) not in ('offered', 'not offered', 'unoffered') as is_relevant
    from {{ ref('stg_zendesk__zendesk_tickets_csv') }}
    where satisfaction_score is not null

    union all

    select
        'jira' as source_system,
        'stg_jira__jira_issues' as staging_model,
        'fct_csat_responses' as fact_model,
        issue_id as ticket_id,
        coalesce(satisfaction_at <= (select as_of_at from as_of), true) as is_relevant
    from {{ ref('stg_jira__jira_issues') }}
    where satisfaction_rating is not null

),

staged as (

    select source_system, staging_model, 'fct_tickets' as fact_model, is_fact
    from staged_tickets

    union all

    select 'servicenow' as source_system, 'stg_servicenow__incident_event_log' as staging_model, 'fct_ticket_status_intervals' as fact_model, is_fact
    from logged_versions

    union all

    select
        children.source_system,
        children.staging_model,
        children.fact_model,
        coalesce(children.is_relevant and tickets.is_fact, false) as is_fact
    from staged_children as children
    left join staged_tickets as tickets on children.source_system = tickets.source_system and children.ticket_id = tickets.ticket_id

),

staged_counts as (

    select
        source_system,
        staging_model,
        fact_model,
        count(*) as staging_count,
        count(*) filter (where not is_fact) as excluded_count
    from staged
    group by source_system, staging_model, fact_model

),

fact_rows as (

    select
        source_system,
        case
            when source_system = 'servicenow' then 'stg_servicenow__incident_event_log'
            when source_system = 'zendesk' then 'stg_zendesk__zendesk_tickets'
            when source_system = 'zendesk_csv' then 'stg_zendesk__zendesk_tickets_csv'
            when source_system = 'jira' then 'stg_jira__jira_issues'
            when ticket_type = 'sc_req_item' then 'stg_servicenow__servicenow_requested_items'
            else 'stg_servicenow__servicenow_incidents'
        end as staging_model,
        'fct_tickets' as fact_model,
        1 as row_count
    from {{ ref('fct_tickets') }}

    union all

    select source_system, 'stg_servicenow__incident_event_log' as staging_model, 'fct_ticket_status_intervals' as fact_model, event_count as row_count
    from {{ ref('fct_ticket_status_intervals') }}
    where source_system = 'servicenow'

    union all

    select
        source_system,
        case source_system
            when 'zendesk' then 'stg_zendesk__ticket_changes'
            when 'jira' then 'stg_jira__changes'
            else 'stg_servicenow__servicenow_audits'
        end as staging_model,
        'fct_ticket_events' as fact_model,
        1 as row_count
    from {{ ref('fct_ticket_events') }}

    union all

    select
        source_system,
        case
            when source_system = 'zendesk' then 'stg_zendesk__zendesk_ticket_metric_events'
            when source_system = 'servicenow_tables' then 'stg_servicenow__servicenow_task_slas'
            when source_sla_id like 'time_to_%' then 'stg_jira__jira_issues'
            else 'stg_jira__sla_cycles'
        end as staging_model,
        'fct_source_sla_instances' as fact_model,
        1 as row_count
    from {{ ref('fct_source_sla_instances') }}

    union all

    select
        source_system,
        case source_system
            when 'zendesk' then 'stg_zendesk__zendesk_satisfaction_ratings'
            when 'zendesk_csv' then 'stg_zendesk__zendesk_tickets_csv'
            else 'stg_jira__jira_issues'
        end as staging_model,
        'fct_csat_responses' as fact_model,
        1 as row_count
    from {{ ref('fct_csat_responses') }}

),

fact_counts as (

    select source_system, staging_model, fact_model, sum(row_count) as fact_count
    from fact_rows
    group by source_system, staging_model, fact_model

)

select
    coalesce(staged_counts.source_system, fact_counts.source_system) as source_system,
    coalesce(staged_counts.staging_model, fact_counts.staging_model) as staging_model,
    coalesce(staged_counts.fact_model, fact_counts.fact_model) as fact_model,
    'rows' as measure,
    cast(null as {{ dbt.type_string() }}) as currency_code,
    cast(coalesce(staged_counts.staging_count, 0) as decimal(38, 4)) as staging_value,
    cast(coalesce(fact_counts.fact_count, 0) as decimal(38, 4)) as fact_value,
    cast(coalesce(staged_counts.excluded_count, 0) as decimal(38, 4)) as excluded_value,
    case
        when coalesce(staged_counts.excluded_count, 0) = 0 then null
        when staged_counts.fact_model = 'fct_ticket_events' then 'after the as-of instant, of a ticket that was not exported, of a field that is no fact, or part of the same change'
        when staged_counts.fact_model = 'fct_source_sla_instances' then 'clock without a target, of a ticket that was not exported or comes from another export, or after the as-of instant'
        when staged_counts.fact_model = 'fct_csat_responses' then 'offered and not answered, of a ticket that was not exported or comes from another export, or after the as-of instant'
        when staged_counts.source_system in ('servicenow', 'zendesk_csv') then 'stored after the as-of instant, without a readable time, or of a ticket that comes from another export'
        else 'opened after the as-of instant, or without a readable time'
    end as exclusion_reason
from staged_counts
full join fact_counts
    on staged_counts.source_system = fact_counts.source_system
    and staged_counts.staging_model = fact_counts.staging_model
    and staged_counts.fact_model = fact_counts.fact_model
