-- Resolution time by two paths: between two stamps, and as the sum of the intervals before the last resolution; calendar and business.
select tickets.ticket_key
from {{ ref('fct_tickets') }} as tickets
left join {{ ref('fct_ticket_status_intervals') }} as intervals
    on tickets.ticket_key = intervals.ticket_key
    and intervals.ended_at <= tickets.resolved_at
where tickets.is_resolved
group by tickets.ticket_key, tickets.resolution_seconds, tickets.business_resolution_seconds
having coalesce(sum(intervals.elapsed_seconds), 0) <> tickets.resolution_seconds
    or coalesce(sum(intervals.business_seconds), 0) <> tickets.business_resolution_seconds
