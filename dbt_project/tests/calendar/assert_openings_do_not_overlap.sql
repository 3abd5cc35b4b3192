-- Overlapping openings would count the same second twice; an opening that ends before it begins would count negative.
select calendar_id, open_at, close_at, next_open_at
from (
    select
        calendar_id,
        open_at,
        close_at,
        lead(open_at) over (partition by calendar_id order by open_at asc nulls last) as next_open_at
    from {{ ref('int_calendar__open_intervals') }}
) as intervals
where close_at <= open_at or next_open_at < close_at
