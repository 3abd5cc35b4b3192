-- An agent is the person behind the last known e-mail address, so that someone who changes vendors stays one agent; without an
-- address it is the vendor's own number.
with persons as (

    select agent_account_key, person_key
    from {{ ref('stg_workforce__workforce_vendor_roster') }}
    where person_key is not null
    qualify row_number() over (partition by agent_account_key order by snapshot_on desc nulls last, person_key asc nulls last) = 1

)

select
    {{ surrogate_key(["'agent'", 'coalesce(persons.person_key, roster.agent_account_key)']) }} as agent_key,
    roster.agent_account_key,
    roster.helpdesk_account_key,
    persons.person_key,
    {{ surrogate_key(['lower(roster.vendor_name)']) }} as vendor_key,
    roster.team,
    roster.site,
    roster.country,
    roster.language,
    roster.skill,
    roster.hired_on,
    roster.left_on,
    roster.snapshot_on,
    roster._loaded_at,
    roster._file_sha256,
    roster._row_number
from {{ ref('stg_workforce__workforce_vendor_roster') }} as roster
left join persons on persons.agent_account_key = roster.agent_account_key
where roster.snapshot_on is not null
