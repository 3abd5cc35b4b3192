-- On any day an agent has one vendor, team and site; two would count its work twice.
select earlier.agent_key, earlier.valid_from_on, later.valid_from_on as overlapping_from_on
from {{ ref('dim_agents') }} as earlier
inner join {{ ref('dim_agents') }} as later
    on later.agent_key = earlier.agent_key
    and later.valid_from_on >= earlier.valid_from_on
    and later.agent_version_key <> earlier.agent_version_key
    and (earlier.valid_to_on is null or later.valid_from_on < earlier.valid_to_on)
