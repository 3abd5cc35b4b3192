-- The same seconds by two paths: the openings, and the last reading of the clock.
with clock as (

    select calendar_id, max(open_seconds_before + open_seconds) as open_seconds
    from {{ ref('int_calendar__business_clock') }}
    group by calendar_id

),

intervals as (

    select calendar_id, cast(sum(open_seconds) as bigint) as open_seconds
    from {{ ref('dim_calendar_intervals') }}
    group by calendar_id

)

select clock.calendar_id, clock.open_seconds as clock_seconds, intervals.open_seconds as interval_seconds
from clock
full join intervals on clock.calendar_id = intervals.calendar_id
where clock.open_seconds is distinct from intervals.open_seconds
