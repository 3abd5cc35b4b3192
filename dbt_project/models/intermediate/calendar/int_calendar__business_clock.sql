-- Every UTC day of every calendar, cut at each opening, with the open seconds counted before each segment. An opening that crosses UTC
-- midnight is split, so a look-up needs the calendar, the UTC date and nothing else.
with open_parts as (

    select
        intervals.calendar_id,
        cast({{ dbt.dateadd('day', 'offsets.n', 'cast(intervals.open_at as date)') }} as date) as utc_date,
        intervals.open_at,
        intervals.close_at
    from {{ ref('int_calendar__open_intervals') }} as intervals
    -- A local day has 25 hours at most and so touches three UTC days at most.
    inner join ({{ integers(3) }}) as offsets
        on cast({{ dbt.dateadd('day', 'offsets.n', 'cast(intervals.open_at as date)') }} as timestamp) < intervals.close_at

),

split_parts as (

    select
        calendar_id,
        utc_date,
        greatest(open_at, cast(utc_date as timestamp)) as segment_start_at,
        least(close_at, cast({{ dbt.dateadd('day', 1, 'utc_date') }} as timestamp)) as open_until_at
    from open_parts

),

starts as (

    select
        calendar_id,
        utc_date,
        segment_start_at,
        {{ seconds_between('segment_start_at', 'open_until_at') }} as open_seconds
    from split_parts

    union all

    select
        calendars.calendar_id,
        days.date_day as utc_date,
        cast(days.date_day as timestamp) as segment_start_at,
        cast(0 as bigint) as open_seconds
    from {{ ref('int_calendar__days') }} as days
    cross join (select distinct calendar_id from {{ ref('calendars') }}) as calendars
    left join split_parts
        on calendars.calendar_id = split_parts.calendar_id
        and days.date_day = split_parts.utc_date
        and cast(days.date_day as timestamp) = split_parts.segment_start_at
    where split_parts.calendar_id is null

)

select
    calendar_id,
    utc_date,
    segment_start_at,
    coalesce(
        lead(segment_start_at) over (partition by calendar_id, utc_date order by segment_start_at asc nulls last),
        cast({{ dbt.dateadd('day', 1, 'utc_date') }} as timestamp)
    ) as segment_end_at,
    open_seconds,
    cast(sum(open_seconds) over (
        partition by calendar_id order by segment_start_at asc nulls last rows between unbounded preceding and current row
    ) - open_seconds as bigint) as open_seconds_before
from starts
