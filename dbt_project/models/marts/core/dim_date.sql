select
    date_day,
    cast(extract(year from date_day) as bigint) as calendar_year,
    cast(extract(quarter from date_day) as bigint) as calendar_quarter,
    cast(extract(month from date_day) as bigint) as calendar_month,
    -- The ISO year of a day is the calendar year of the Thursday of its week.
    cast(extract(year from {{ dbt.dateadd('day', 3, "cast(date_trunc('week', date_day) as date)") }}) as bigint) as iso_year,
    cast(extract(week from date_day) as bigint) as iso_week,
    {{ iso_day_of_week('date_day') }} as iso_day_of_week,
    cast(date_trunc('week', date_day) as date) as week_start_on,
    cast(date_trunc('month', date_day) as date) as month_start_on,
    cast(date_trunc('quarter', date_day) as date) as quarter_start_on,
    cast(date_trunc('year', date_day) as date) as year_start_on,
    {{ iso_day_of_week('date_day') }} >= 6 as is_weekend
from {{ ref('int_calendar__days') }}
