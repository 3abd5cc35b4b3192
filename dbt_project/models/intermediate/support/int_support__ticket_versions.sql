{%- set fields = {'status': 'status_raw', 'priority': 'priority_raw', 'team': 'team_id'} -%}
{%- set ticket = 'source_system, ticket_id' -%}

-- Systems that export tickets as they are and, at best, a log of changed fields: the versions of each ticket that both together tell.
with tickets as (

    select
        *,
        coalesce(opened_at, updated_at) as first_at,
        greatest(coalesce(updated_at, opened_at), coalesce(opened_at, updated_at)) as last_at
    from {{ ref('int_support__tickets') }}

),

changes as (

    select
        changes.source_system,
        changes.ticket_id,
        changes.change_number,
        changes.occurred_at,
        changes.field,
        changes.from_value,
        changes.to_value,
        tickets.first_at,
        changes.occurred_at <= tickets.first_at as is_at_opening
    from {{ ref('int_support__ticket_changes') }} as changes
    inner join tickets on changes.source_system = tickets.source_system and changes.ticket_id = tickets.ticket_id
    where changes.occurred_at is not null and changes.field in ({% for field in fields %}'{{ field }}'{{ ', ' if not loop.last }}{% endfor %})

),

-- What a field held at the opening: the last value set then, else the one that the first change replaced.
opening_values as (

    select
        {{ ticket }},
        first_at as occurred_at,
        field,
        case when is_at_opening then to_value else from_value end as field_value
    from changes
    qualify row_number() over (
        partition by {{ ticket }}, field
        order by is_at_opening desc nulls last, case when is_at_opening then -change_number else change_number end asc nulls last
    ) = 1

),

later_values as (

    select
        {{ ticket }},
        occurred_at,
        field,
        to_value as field_value
    from changes
    where not is_at_opening
    qualify row_number() over (partition by {{ ticket }}, field, occurred_at order by change_number desc nulls last) = 1

),

instants as (

    select
        {{ ticket }},
        occurred_at
        {%- for field in fields %},
        bool_or(field = '{{ field }}') as has_{{ field }},
        max(case when field = '{{ field }}' then field_value end) as {{ field }}_value
        {%- endfor %}
    from (select * from opening_values union all select * from later_values) as logged_values
    group by {{ ticket }}, occurred_at

),

-- A run: the instants over which a field keeps the value with which the run begins. Run 0 is the time before the first value, and lasts where there is none.
runs as (

    select
        *
        {%- for field in fields %},
        sum(case when has_{{ field }} then 1 else 0 end) over (
            partition by {{ ticket }} order by occurred_at asc nulls last rows between unbounded preceding and current row
        ) as {{ field }}_run
        {%- endfor %}
    from instants

),

logged as (

    select
        runs.source_system,
        runs.ticket_id,
        runs.occurred_at
        {%- for field, column in fields.items() %},
        case
            when runs.{{ field }}_run = 0 then tickets.{{ column }}
            else max(runs.{{ field }}_value) over (partition by runs.source_system, runs.ticket_id, runs.{{ field }}_run)
        end as {{ column }}
        {%- endfor %}
    from runs
    inner join tickets on runs.source_system = tickets.source_system and runs.ticket_id = tickets.ticket_id

),

last_logged as (

    select
        logged.source_system,
        logged.ticket_id,
        logged.occurred_at,
        logged.status_raw,
        statuses.status_category
    from logged
    left join {{ ref('int_support__ticket_statuses') }} as statuses
        on logged.source_system = statuses.source_system
        and lower(logged.status_raw) = statuses.status_raw
    qualify row_number() over (partition by logged.source_system, logged.ticket_id order by logged.occurred_at desc nulls last) = 1

),

-- The ticket as exported, placed after what was logged; an export that is older than the log adds nothing.
exported as (

    select
        tickets.source_system,
        tickets.ticket_id,
        tickets.first_at,
        tickets.last_at,
        tickets.status_raw,
        tickets.priority_raw,
        tickets.team_id,
        tickets.source_resolved_at,
        statuses.status_category,
        last_logged.ticket_id is not null as is_logged,
        last_logged.status_category as logged_status_category,
        coalesce(last_logged.occurred_at, tickets.first_at) as logged_until_at,
        -- When the exported status began, where the export tells and the log does not.
        case
            when tickets.status_since_at > coalesce(last_logged.occurred_at, tickets.first_at)
                and tickets.status_since_at <= tickets.last_at
                and tickets.status_raw is distinct from last_logged.status_raw
                then tickets.status_since_at
            else tickets.last_at
        end as status_known_at
    from tickets
    left join last_logged on tickets.source_system = last_logged.source_system and tickets.ticket_id = last_logged.ticket_id
    left join {{ ref('int_support__ticket_statuses') }} as statuses
        on tickets.source_system = statuses.source_system
        and lower(tickets.status_raw) = statuses.status_raw
    where tickets.last_at >= coalesce(last_logged.occurred_at, tickets.first_at)

),

versions as (

    select {{ ticket }}, occurred_at, 1 as step, status_raw, cast(null as {{ dbt.type_string() }}) as inferred_status_category, priority_raw, team_id
    from logged

    union all

    -- Nothing is logged: the ticket was new until the first instant at which its status is known.
    select {{ ticket }}, first_at as occurred_at, 0 as step, cast(null as {{ dbt.type_string() }}) as status_raw, 'new' as inferred_status_category, priority_raw, team_id
    from exported
    where not is_logged and status_known_at > first_at

    union all

    -- Exported as closed, and not logged as solved: solved when the export says.
    select {{ ticket }}, source_resolved_at as occurred_at, 2 as step, cast(null as {{ dbt.type_string() }}) as status_raw, 'solved' as inferred_status_category, priority_raw, team_id
    from exported
    where status_category = 'closed'
        and coalesce(logged_status_category, 'new') not in ('solved', 'closed')
        and source_resolved_at > logged_until_at
        and source_resolved_at < status_known_at

    union all

    select {{ ticket }}, status_known_at as occurred_at, 3 as step, status_raw, cast(null as {{ dbt.type_string() }}) as inferred_status_category, priority_raw, team_id
    from exported

    union all

    select {{ ticket }}, last_at as occurred_at, 4 as step, status_raw, cast(null as {{ dbt.type_string() }}) as inferred_status_category, priority_raw, team_id
    from exported
    where last_at > status_known_at

)

select
    versions.source_system,
    versions.ticket_id,
    cast(row_number() over (
        partition by versions.source_system, versions.ticket_id order by versions.occurred_at asc nulls last, versions.step asc nulls last
    ) as bigint) as version_number,
    versions.occurred_at as recorded_at,
    tickets.opened_at,
    versions.status_raw,
    versions.inferred_status_category,
    versions.priority_raw,
    versions.team_id,
    tickets.agent_key,
    tickets.category,
    tickets.channel,
    tickets.reassignment_count,
    tickets.source_reopen_count,
    tickets.loaded_at,
    tickets.source_file_sha256,
    tickets.source_row_number
from versions
inner join tickets on versions.source_system = tickets.source_system and versions.ticket_id = tickets.ticket_id
