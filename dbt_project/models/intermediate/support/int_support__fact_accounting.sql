{{ config(schema='audit') }}

-- Staging and facts are counted apart: staging by its own rows, facts by what they hold.
with staging_events as (

    select
        incident_id,
        coalesce(greatest(updated_at, coalesce(opened_at, updated_at)) <= (select as_of_at from {{ source('warehouse', 'run_parameters') }}), false) as is_observed
    from {{ ref('stg_servicenow__incident_event_log') }}

),

staging_tickets as (

    select incident_id, bool_or(is_observed) as is_observed
    from staging_events
    group by incident_id

),

counts as (

    select
        'fct_tickets' as fact_model,
        (select count(*) from staging_tickets) as staging_count,
        (select count(*) from {{ ref('fct_tickets') }} where source_system = 'servicenow') as fact_count,
        (select count(*) from staging_tickets where not is_observed) as excluded_count

    union all

    select
        'fct_ticket_status_intervals' as fact_model,
        (select count(*) from staging_events) as staging_count,
        (select coalesce(sum(event_count), 0) from {{ ref('fct_ticket_status_intervals') }} where source_system = 'servicenow') as fact_count,
        (select count(*) from staging_events where not is_observed) as excluded_count

)

select
    'servicenow' as source_system,
    'stg_servicenow__incident_event_log' as staging_model,
    fact_model,
    'rows' as measure,
    cast(null as {{ dbt.type_string() }}) as currency_code,
    cast(staging_count as decimal(38, 4)) as staging_value,
    cast(fact_count as decimal(38, 4)) as fact_value,
    cast(excluded_count as decimal(38, 4)) as excluded_value,
    case when excluded_count > 0 then 'stored after the as-of instant, or without a readable update time' end as exclusion_reason
from counts
