"""The vendors' own files: roster, shifts, intervals and days of agents, each vendor with its habits.

Brightwater writes seconds and shares; Solvane `HH:MM:SS` and percent, after a byte order mark. Both put totals between the rows.
"""

from __future__ import annotations

from collections.abc import Callable

from simulator.export import Export, csv

LISTED_DAYS_AFTER_LEAVING = 35  # a roster names those who left with the date, until the payroll is through


def _habits(vendor: str) -> tuple[Callable[[str], str], Callable[[str], str], Callable[[str], str], str]:
    """How a vendor writes shares, durations and flags (SQL of an SQL expression), and what stands before a shift's number."""
    if vendor == "SLV":
        return (
            lambda share: f"cast(100 * {share} as decimal(9, 1)) || '%'",
            lambda seconds: f"printf('%d:%02d:%02d', {seconds} // 3600, {seconds} // 60 % 60, {seconds} % 60)",
            lambda flag: f"if({flag}, 'TRUE', 'FALSE')",
            "'SV-' || ",
        )
    return lambda share: share, lambda seconds: seconds, lambda flag: f"cast({flag} as integer)", ""


def _roster(vendor: str) -> str:
    return f"""
        select vendor_name as vendor, vendor_agent_id as agent_id, coalesce(helpdesk_id, '') as helpdesk_agent_id,
            if(vendor_id = 'SLV', upper(email[1]) || email[2:], email) as email, given_name || ' ' || family_name as name,
            team, site, country_code as country, language, skill, hired_on as hire_date,
            if(left_on <= $until, left_on, null) as attrition_date, vendor_id || '-2026-' || upper(language) as rate_card
        from world.agents
        inner join world.vendors using (vendor_id)
        inner join (
            select agent_id, arg_max(team, valid_from_on) as team
            from world.agent_teams where valid_from_on <= $until group by agent_id
        ) using (agent_id)
        where vendor_id = '{vendor}' and (left_on is null or left_on > $until - interval {LISTED_DAYS_AFTER_LEAVING} day)
        order by agents.agent_id
    """


def _shifts(vendor: str) -> str:
    _, _, flag, prefix = _habits(vendor)
    return f"""
        select {prefix}row_no as shift_id, vendor_agent_id as agent_id, vendor_name as vendor, rows.site, activity,
            strftime(in_zone(time_zone, starts_at), '%Y-%m-%d %H:%M') as start_at,
            strftime(in_zone(time_zone, ends_at), '%Y-%m-%d %H:%M') as end_at,
            time_zone as timezone, {flag("is_productive")} as is_productive, {flag("is_paid")} as is_paid,
            case when final_status = 'cancelled' and cancelled_at < $until then 'Cancelled'
                when closed_at < $until then upper(final_status[1]) || final_status[2:] else 'Planned' end as status
        from world.schedule_rows as rows
        inner join (select agent_id, vendor_agent_id from world.agents) using (agent_id)
        inner join world.vendors using (vendor_id)
        where source_system = 'workforce' and vendor_id = '{vendor}' and known_from < $until
            and greatest(known_from, if(cancelled_at < $until, cancelled_at, null),
                if(closed_at < $until, closed_at, null)) >= $since
        order by row_no
    """


def _intervals(vendor: str) -> str:
    share, duration, _, _ = _habits(vendor)
    return f"""
        with intervals as (

            select vendor_name as vendor, intervals.* exclude (vendor_id), date_diff('minute', starts_at, ends_at) as minutes,
                if(corrected_at >= $until, handled * 9 // 10, handled) as handled_now
            from world.capacity_intervals as intervals
            inner join world.vendors using (vendor_id)
            where vendor_id = '{vendor}' and reported_at < $until
                and greatest(reported_at, if(corrected_at < $until, corrected_at, null)) >= $since

        )

        select if(grouping(starts_local) = 0, any_value(vendor), if(grouping(site) = 0, 'Total', 'Grand total')) as vendor,
            if(grouping(starts_local) = 0, site, null) as site, queue, channel,
            strftime(starts_local, '%Y-%m-%d %H:%M') as interval_start_local, any_value(time_zone) as timezone,
            if(grouping(starts_local) = 0, any_value(minutes), null) as interval_minutes,
            cast(sum(forecast_contacts) as decimal(18, 1)) as forecast_volume, sum(offered) as offered,
            sum(handled_now) as handled, sum(abandoned) as abandoned, sum(answered_within_target) as answered_within_target,
            if(grouping(starts_local) = 0, any_value(target_seconds), null) as sla_target_seconds,
            if(grouping(starts_local) = 0, {share("any_value(service_level)")}, null) as service_level,
            if(grouping(starts_local) = 0, any_value(forecast_handle_seconds), null) as forecast_aht_sec,
            if(grouping(starts_local) = 0, any_value(cast(handle_seconds as decimal(9, 1))), null) as aht_sec,
            if(grouping(starts_local) = 0, any_value(cast(required_fte as decimal(9, 2))), null) as required_fte,
            if(grouping(starts_local) = 0, any_value(cast(scheduled_fte as decimal(9, 2))), null) as scheduled_fte,
            {duration("sum(staffed_seconds)")} as staffed_sec, {duration("sum(productive_seconds)")} as productive_sec,
            {duration("sum(occupied_seconds)")} as occupied_sec,
            {duration("sum(productive_seconds - occupied_seconds)")} as idle_sec
        from intervals
        group by grouping sets ((site, queue, channel, starts_local), (site), ())
        order by grouping(site), intervals.site, grouping(starts_local), intervals.queue, starts_local
    """


def _agent_days(vendor: str) -> str:
    share, duration, _, _ = _habits(vendor)
    return f"""
        select vendor_name as vendor, vendor_agent_id as agent_id, started_on as date_local,
            {duration("scheduled")} as scheduled_sec, {duration("logged_in")} as logged_in_sec,
            {duration("available")} as available_sec, {duration("talk")} as talk_sec, {duration("hold")} as hold_sec,
            {duration("after_contact")} as acw_sec, {duration("aux")} as aux_sec, handled,
            {share("adherence")} as adherence_pct, {share("conformance")} as conformance_pct,
            {duration("planned_shrinkage")} as shrinkage_planned_sec,
            {duration("unplanned_shrinkage")} as shrinkage_unplanned_sec, absence_code
        from world.agent_days
        inner join (select agent_id, vendor_agent_id from world.agents) using (agent_id)
        inner join world.vendors using (vendor_id)
        where vendor_id = '{vendor}' and reported_at >= $since and reported_at < $until
        order by shift_no
    """


def _feed(table: str, name: str, query: Callable[[str], str], vendor: str, **settings: object) -> Export:
    path = f"workforce/{name}_{vendor.lower()}_{{until:%Y-%m-%d}}.csv"
    write = csv(encoding="utf-8-sig" if vendor == "SLV" else "utf-8")
    return Export(f"workforce_{table}", path, query(vendor), write, **{"quirks": frozenset({"overlap", "repeat"}), **settings})


EXPORTS = [
    *(
        _feed("vendor_roster", "vendor_roster", _roster, vendor, snapshot=True, quirks=frozenset({"repeat"}))
        for vendor in ("BWP", "SLV", "INT")
    ),
    *(_feed("shifts", "shifts", _shifts, vendor) for vendor in ("BWP", "SLV")),
    *(_feed("intervals", "wfm_intervals", _intervals, vendor) for vendor in ("BWP", "SLV")),
    *(_feed("agent_days", "agent_day", _agent_days, vendor) for vendor in ("BWP", "SLV")),
    _feed("agent_days", "agent_day", _agent_days, "INT", every=30),
]
