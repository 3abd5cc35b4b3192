-- The map under change control, and for statuses of Jira that it does not name the category that Jira itself files them under.
with jira_statuses as (

    select
        lower(status) as status_raw,
        min(case lower(status_category) when 'to do' then 'new' when 'in progress' then 'open' when 'done' then 'solved' end) as status_category
    from {{ ref('stg_jira__jira_issues') }}
    group by lower(status)

)

select
    source_system,
    lower(status_raw) as status_raw,
    status_category
from {{ ref('ticket_statuses') }}

union all

select
    'jira' as source_system,
    jira_statuses.status_raw,
    jira_statuses.status_category
from jira_statuses
left join {{ ref('ticket_statuses') }} as mapped on mapped.source_system = 'jira' and lower(mapped.status_raw) = jira_statuses.status_raw
where mapped.status_raw is null and jira_statuses.status_category is not null
