"""What was true of the vendors' people at the end of the period; played last, so that it holds what was planted as well."""

from __future__ import annotations

from simulator.engine import World
from simulator.world.capacity import DAY_NOISE


def play(world: World) -> None:
    world.truth(
        "vendors", "One row per vendor; INT are the company's own teams.", "select vendor_id, vendor_name from world.vendors"
    )
    world.truth(
        "shifts",
        "One row per shift (workforce: the vendors' files) or activity (assembled: in-house planning) that was known: when, "
        "what, and what became of it (scheduled: not closed yet). is_overlapping: another row of the agent shares time with "
        "it. Times are UTC; started_on is the day at the site on which the row begins.",
        """
        select source_system, row_no, agent_id, vendor_id, site, team, activity, is_productive, is_paid, is_time_off,
            cast(in_zone(time_zone, starts_at) as date) as started_on, starts_at, ends_at,
            date_diff('second', starts_at, ends_at) as duration_seconds,
            case when final_status = 'cancelled' and known(cancelled_at) is not null then 'cancelled'
                when known(closed_at) is not null then final_status else 'scheduled' end as status,
            known(overlaps_from) is not null as is_overlapping
        from world.schedule_rows
        where known_from < period_end()
        """,
    )
    world.truth(
        "capacity_intervals",
        "One row per queue and interval that had ended and been reported: contacts and people; seconds are real ones. "
        "expected_contacts is what a perfect forecast would have said; what came differs by counting noise (Poisson) and a "
        "factor of the day (day_noise is its relative standard deviation). service_level is as reported; see "
        "reported_service_levels.",
        f"""
        select if(vendor_id = 'INT', 'assembled', 'workforce') as source_system, interval_no, vendor_id, site, queue, channel,
            day, starts_local, starts_at, date_diff('second', starts_at, ends_at) as interval_seconds, expected_contacts,
            {DAY_NOISE} as day_noise,
            forecast_contacts, offered, handled, abandoned, answered_within_target, target_seconds, service_level,
            forecast_handle_seconds, handle_seconds, required_fte, scheduled_fte, staffed_seconds, productive_seconds,
            occupied_seconds, productive_seconds - occupied_seconds as idle_seconds
        from world.capacity_intervals
        where reported_at < period_end()
        """,
    )
    world.truth(
        "agent_days",
        "One row per agent and scheduled day that was reported: where the time went, in seconds. Adherence is the share of the "
        "scheduled time spent as scheduled, conformance the time worked against the time scheduled; null on leave.",
        """
        select agent_id, vendor_id, site, team, started_on, handled, scheduled, logged_in, available, talk, hold, after_contact,
            aux, planned_shrinkage, unplanned_shrinkage, adherence, conformance, absence_code, outcome
        from world.agent_days
        where reported_at < period_end()
        """,
    )
    world.truth(
        "agent_states",
        "One row per state of an in-house support agent on the telephone that had begun; ends_at is null while it lasts.",
        "select agent_id, state, starts_at, known(ends_at) as ends_at from world.agent_states where starts_at < period_end()",
    )
    world.truth(
        "agent_accounts",
        "One row per account by which a system knows an agent: the text of which the account is the pseudonym, and its kind. "
        "agent_id is null where nobody stands behind the account.",
        """
        select 'workforce' as source_system, agent_id, 'account' as account_kind,
            'workforce|' || lower(vendor_name) || '|' || vendor_agent_id as account
        from world.agents inner join world.vendors using (vendor_id)
        union all
        select 'assembled', agent_id, 'account', 'assembled|' || cast(md5('assembled ' || agent_id) as uuid)
        from world.agents where vendor_id = 'INT'
        union all
        select 'assembled', null, 'account', 'assembled|00000000-0000-4000-8000-000000000001'
        union all
        select distinct source_system, agent_id, if(source_system = 'zendesk_qa', 'person', 'account'),
            if(source_system = 'zendesk_qa', agents.email, 'zendesk|' || helpdesk_id)
        from world.evaluations inner join world.agents as agents using (agent_id)
        where graded_at < period_end()
        """,
    )
