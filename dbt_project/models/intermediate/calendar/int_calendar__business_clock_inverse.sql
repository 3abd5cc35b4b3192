-- A segment is shorter than a bucket, so it lies in the bucket of its first open second and at most one more.
with segments as (

    select
        calendar_id,
        segment_start_at,
        open_seconds,
        open_seconds_before,
        {{ business_clock_bucket('(open_seconds_before + 1)') }} as first_bucket,
        {{ business_clock_bucket('(open_seconds_before + open_seconds)') }} as last_bucket
    from {{ ref('int_calendar__business_clock') }}
    where open_seconds > 0

)

select calendar_id, first_bucket as bucket, segment_start_at, open_seconds, open_seconds_before
from segments

union all

select calendar_id, last_bucket as bucket, segment_start_at, open_seconds, open_seconds_before
from segments
where last_bucket <> first_bucket
