-- Opening hours are local, so each local day is converted on its own: that is what makes the day of a clock change come out right.
with days as (

    select
        date_day,
        cast(date_day as timestamp) as day_start_at,
        {{ iso_day_of_week('date_day') }} as iso_weekday
    from {{ ref('int_calendar__days') }}

),

openings as (

    select
        calendar_id,
        time_zone,
        iso_weekday,
        valid_from,
        valid_to,
        cast(split_part(opens_at, ':', 1) as bigint) * 60 + cast(split_part(opens_at, ':', 2) as bigint) as opens_minute,
        cast(split_part(closes_at, ':', 1) as bigint) * 60 + cast(split_part(closes_at, ':', 2) as bigint) as closes_minute
    from {{ ref('calendars') }}

)

select
    openings.calendar_id,
    days.date_day as local_date,
    {{ local_to_utc_by_zone(dbt.dateadd('minute', 'openings.opens_minute', 'days.day_start_at'), 'openings.time_zone') }} as open_at,
    {{ local_to_utc_by_zone(dbt.dateadd('minute', 'openings.closes_minute', 'days.day_start_at'), 'openings.time_zone') }} as close_at
from days
inner join openings
    on days.iso_weekday = openings.iso_weekday
    and days.date_day >= openings.valid_from
    and (openings.valid_to is null or days.date_day < openings.valid_to)
left join {{ ref('holidays') }} as holidays
    on openings.calendar_id = holidays.calendar_id
    and days.date_day = holidays.holiday_on
where holidays.holiday_on is null
