"""Assembled: the planning of the in-house teams. Times are Unix seconds, in the states as text."""

from __future__ import annotations

from simulator.export import Export, json_page, jsonl

PERSON = "cast(cast(md5('assembled ' || agent_id) as uuid) as varchar)"

# One seat belongs to nobody: it signs the planning in.
PEOPLE = f"""
    select {PERSON} as id, coalesce(helpdesk_id, '') as import_id, given_name || ' ' || family_name as name, email, site,
        if(skill = 'support', ['phone', 'email'], ['back_office']) as channels, [team] as teams, cast([] as varchar[]) as queues,
        [skill] as skills, left_on is null or left_on > $until as active
    from world.agents
    inner join (
        select agent_id, arg_max(team, valid_from_on) as team
        from world.agent_teams where valid_from_on <= $until group by agent_id
    ) using (agent_id)
    where vendor_id = 'INT'
    union all
    select '00000000-0000-4000-8000-000000000001', '', 'Planning Seat', 'planning.seat@harbourline.example', '', [], [], [], [],
        true
    order by id
"""

ACTIVITY_TYPES = """
    select distinct 'type-' || lower(replace(activity, ' ', '-')) as id, activity as name, upper(activity[:2]) as short_name,
        is_productive as productive, is_time_off as timeoff, cast([] as varchar[]) as channels
    from world.schedule_rows
    where source_system = 'assembled' and $since < period_start()
    order by id
"""

ACTIVITIES = f"""
    select cast(cast(md5('activity ' || row_no) as uuid) as varchar) as id, {PERSON} as agent_id,
        'type-' || lower(replace(activity, ' ', '-')) as type_id, 'main' as schedule_id, '' as description,
        cast(epoch(starts_at) as bigint) as start_time, cast(epoch(ends_at) as bigint) as end_time
    from world.schedule_rows
    where source_system = 'assembled' and known_from >= $since and known_from < $until
    order by row_no
"""

REQUIREMENTS = """
    select lower(replace(queue || ' ' || site, ' ', '-')) as requirement_type_id, required_fte as required,
        scheduled_fte as scheduled, cast(epoch(starts_at) as bigint) as start_time, cast(epoch(ends_at) as bigint) as end_time
    from world.capacity_intervals
    where vendor_id = 'INT' and reported_at >= $since and reported_at < $until
    order by interval_no
"""

# A state is exported when it begins and again when it ends.
AGENT_STATES = f"""
    select {PERSON} as agent_id, helpdesk_id as agent_import_id, state, 'phone' as platform,
        cast(cast(epoch(starts_at) as bigint) as varchar) as start_time,
        cast(cast(epoch(if(ends_at < $until, ends_at, null)) as bigint) as varchar) as end_time
    from world.agent_states
    inner join (select agent_id, helpdesk_id from world.agents) using (agent_id)
    where starts_at < $until and greatest(starts_at, if(ends_at < $until, ends_at, null)) >= $since
    order by agent_id, starts_at
"""

REPEATED = frozenset({"overlap", "repeat"})

EXPORTS = [
    Export(
        "assembled_people", "assembled/people_{until:%Y-%m-%d}.json", PEOPLE, json_page('{"people": [', "]}"),
        every=30, snapshot=True, quirks=frozenset({"repeat"}),
    ),
    Export(
        "assembled_activity_types", "assembled/activity_types_{until:%Y-%m-%d}.json", ACTIVITY_TYPES,
        json_page('{"activity_types": [', "]}"), every=30,
    ),
    Export("assembled_activities", "assembled/activities_{until:%Y-%m-%d}.jsonl", ACTIVITIES, jsonl(), quirks=REPEATED),
    Export(
        "assembled_requirements", "assembled/requirements_{until:%Y-%m-%d}.json", REQUIREMENTS,
        json_page('{"requirements": [', "]}"), every=30, quirks=REPEATED,
    ),
    Export("assembled_agent_states", "assembled/agent_states_{until:%Y-%m-%d}.jsonl", AGENT_STATES, jsonl(), quirks=REPEATED),
]  # fmt: skip
