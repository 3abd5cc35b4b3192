select
    calendar_id,
    local_date,
    open_at,
    close_at,
    {{ seconds_between('open_at', 'close_at') }} as open_seconds
from {{ ref('int_calendar__open_intervals') }}
