{%- set attributes = ['vendor_key', 'team', 'site', 'country', 'language', 'skill', 'hired_on', 'left_on'] -%}
-- A roster file is a full snapshot of its vendor, so the state it shows holds until that vendor's next one, in which the agent is
-- the same, another, or gone.
with snapshots as (

    select
        vendor_key,
        snapshot_on,
        lead(snapshot_on) over (partition by vendor_key order by snapshot_on asc nulls last) as next_snapshot_on
    from (select distinct vendor_key, snapshot_on from {{ ref('int_vendor__roster') }}) as days

),

-- One state per agent and day: two vendors may list the same person while it moves, or a file may list it twice.
states as (

    select *
    from {{ ref('int_vendor__roster') }}
    qualify row_number() over (
        partition by agent_key, snapshot_on
        order by hired_on desc nulls last, agent_account_key asc nulls last, _row_number desc nulls last, _file_sha256 desc nulls last
    ) = 1

),

compared as (

    select
        states.*,
        snapshots.next_snapshot_on,
        coalesce(
            lag(snapshots.next_snapshot_on) over by_day = states.snapshot_on
            {%- for name in attributes %}
            and lag(states.{{ name }}) over by_day is not distinct from states.{{ name }}
            {%- endfor %},
            false
        ) as is_unchanged
    from states
    inner join snapshots on snapshots.vendor_key = states.vendor_key and snapshots.snapshot_on = states.snapshot_on
    window by_day as (partition by states.agent_key order by states.snapshot_on asc nulls last)

),

numbered as (

    select
        *,
        cast(sum(case when is_unchanged then 0 else 1 end) over (
            partition by agent_key order by snapshot_on asc nulls last rows between unbounded preceding and current row
        ) as bigint) as version_number
    from compared

),

versions as (

    select
        agent_key,
        version_number,
        {{ attributes | join(', ') }},
        min(snapshot_on) as observed_from_on,
        -- Null while the latest roster still shows this state.
        case when bool_or(next_snapshot_on is null) then null else max(next_snapshot_on) end as observed_to_on
    from numbered
    group by agent_key, version_number, {{ attributes | join(', ') }}

),

bounded as (

    select
        *,
        case when version_number = 1 and hired_on < observed_from_on then hired_on else observed_from_on end as valid_from_on,
        lead(observed_from_on) over (partition by agent_key order by version_number asc nulls last) as next_version_on
    from versions

)

select
    {{ surrogate_key(['agent_key', 'valid_from_on']) }} as agent_version_key,
    agent_key,
    vendor_key,
    team,
    site,
    country,
    language,
    skill,
    hired_on,
    left_on,
    valid_from_on,
    case
        when next_version_on is not null and (observed_to_on is null or next_version_on < observed_to_on) then next_version_on
        else observed_to_on
    end as valid_to_on,
    observed_from_on,
    observed_to_on is null and next_version_on is null as is_current
from bounded
