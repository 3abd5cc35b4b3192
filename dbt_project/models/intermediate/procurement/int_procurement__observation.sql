-- Open cases are aged to the end of what a source has told us, not to the day of the run. Dates typed in from a supplier's paper are no evidence
-- of how far the source reaches.
with recorded as (

    select source_system, max(occurred_at) as last_recorded_at
    from {{ ref('fct_purchase_order_events') }}
    where time_basis = 'recorded'
    group by source_system

)

select
    recorded.source_system,
    least(parameters.as_of_at, recorded.last_recorded_at) as observed_until_at
from recorded
cross join {{ source('warehouse', 'run_parameters') }} as parameters
