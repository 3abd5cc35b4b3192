"""The support world is what its parameters say, and its exports show it as the systems do, without the truth."""

from __future__ import annotations

import csv
import gzip
import json
import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from small_worlds import DEVIATIONS, exported, played, rows, texts

from simulator.engine import Parameters, World
from simulator.exports import jira, servicenow, zendesk
from simulator.planted import contact_surges, misrouting, slow_team
from simulator.world import contacts, customers, organisation, promises, service_desks, support, support_truth, workforce

STEPS = [
    organisation, workforce, customers, contacts, contact_surges, service_desks, slow_team, misrouting, support, promises,
    support_truth,
]  # fmt: skip
# Purchase requests are issues too, but come from procurement, which is not played here.
EXPORTS = [*zendesk.EXPORTS, *servicenow.EXPORTS, *(e for e in jira.EXPORTS if "_buy_" not in e.path)]
PARAMETERS = Parameters(days=42, scale=1.5, seed=7)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with played(PARAMETERS, STEPS, tmp_path_factory.mktemp("support")) as world:
        yield world


@pytest.fixture(scope="module")
def landing(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(world, EXPORTS, tmp_path_factory.mktemp("landing"))


def assert_share(count: int, successes: int, share: float) -> None:
    """As many successes as draws of that probability give."""
    assert count > 30, "too few to tell"
    assert abs(successes - count * share) <= DEVIATIONS * math.sqrt(count * share * (1 - share)), (successes / count, share)


def assert_poisson(count: int, expected: float) -> None:
    assert abs(count - expected) <= DEVIATIONS * math.sqrt(expected), (count, expected)


# Demand


def test_contacts_are_poisson_around_what_is_expected(world: World) -> None:
    for queue, count, expected in rows(
        world, "select queue, sum(contacts), sum(expected_contacts) from truth.contact_demand group by queue"
    ):
        assert expected > 0, queue
        assert_poisson(count, float(expected))
    # Neither more nor less regular than Poisson: the squared error of an hour has the mean λ and the variance λ + 2 λ².
    excess, variance = rows(
        world,
        "select sum((contacts - l) ** 2 - l), sum(l + 2 * l ** 2) from (select contacts, expected_contacts::double as l from truth.contact_demand)",
    )[0]
    assert abs(excess) <= DEVIATIONS * math.sqrt(variance)


@pytest.mark.parametrize("audience", ["customer", "employee"])
def test_weekdays_and_hours_have_their_shape_in_local_time(world: World, audience: str) -> None:
    """Of contacts that no surge brought, on days that are no holiday anywhere, at the clock of those who write."""
    found = dict(
        rows(
            world,
            """
            select isodow(local_at) * 100 + hour(local_at), count(*) from (
                select timezone(places.time_zone, timezone('UTC', opened_at)) as local_at
                from world.tickets join world.contact_places as places using (desk, place) where audience = ? and surge_id is null
            ) where cast(local_at as date) not in (select holiday_on from world.public_holidays) group by 1
            """,
            audience,
        )
    )
    weekdays, hours = contacts.WEEKDAYS[audience], contacts.HOURS[audience]
    total = sum(found.values())
    for name, members, share in [
        ("Monday", [100 + hour for hour in range(24)], weekdays[0] / sum(weekdays)),
        ("weekend", [day * 100 + hour for day in (6, 7) for hour in range(24)], sum(weekdays[5:]) / sum(weekdays)),
        ("ten to twelve", [day * 100 + hour for day in range(1, 8) for hour in (10, 11)], sum(hours[10:12]) / sum(hours)),
        ("night", [day * 100 + hour for day in range(1, 8) for hour in range(5)], sum(hours[:5]) / sum(hours)),
    ]:
        # Weeks are not all whole (the days before the period, the days off): a few per cent beside chance.
        count = sum(found.get(member, 0) for member in members)
        slack = DEVIATIONS * math.sqrt(total * share * (1 - share)) + 0.12 * total * share
        assert abs(count - total * share) <= slack, (name, count / total, share)


# Working time


def worked_seconds(calendar: str, since: datetime, until: datetime) -> int:
    """Minute by minute, in the calendar's own zone."""
    zone = ZoneInfo(service_desks.CARE_ZONE if calendar == service_desks.CARE_HOURS else "UTC")
    seconds = 0
    while since < until:
        following = min(until, since.replace(second=0) + timedelta(minutes=1))
        local = since.replace(tzinfo=UTC).astimezone(zone)
        is_open = local.hour >= 6 if calendar == service_desks.CARE_HOURS else local.isoweekday() <= 5 and 8 <= local.hour < 18
        seconds += int((following - since).total_seconds()) if is_open else 0
        since = following
    return seconds


def test_planted_working_time_is_what_counting_minutes_gives(world: World) -> None:
    sample = rows(
        world,
        """
        select calendar, from_at, until_at, work_seconds from world.ticket_states join world.desks using (desk)
        where work_seconds is not null and until_at < period_end()
        qualify row_number() over (partition by desk order by draw('sample', ticket_no * 32 + step)) <= 30
            or row_number() over (partition by calendar order by work_seconds desc, ticket_no) <= 5
        """,
    )
    assert len(sample) >= 150
    assert any(since < datetime(2026, 3, 8) < until for _, since, until, _ in sample)
    for calendar, since, until, planted in sample:
        assert worked_seconds(calendar, since, until) == planted, (calendar, since, until)


def test_clock_changes_weekends_and_closing_times(world: World) -> None:
    def placed(calendar: str, at: datetime, seconds: int) -> datetime:
        return rows(world, "select placed($1, reading($1, $2) + $3)", calendar, at, seconds)[0][0]

    hours, care = service_desks.IT_HOURS, service_desks.CARE_HOURS
    friday, saturday = date(2026, 2, 13), date(2026, 2, 14)
    assert placed(hours, datetime.combine(friday, time(17, 59)), 120) == datetime(2026, 2, 16, 8, 1)
    assert placed(hours, datetime.combine(friday, time(17, 59)), 60) == datetime(
        2026, 2, 13, 18, 0
    )  # at closing, not at the opening
    assert placed(hours, datetime.combine(saturday, time(12)), 1) == datetime(2026, 2, 16, 8, 0, 1)
    # Berlin opens at six, an hour earlier in UTC from 29 March on.
    assert placed(care, datetime(2026, 3, 28, 22, 59), 120) == datetime(2026, 3, 29, 4, 1)
    assert placed(care, datetime(2026, 3, 27, 22, 59), 120) == datetime(2026, 3, 28, 5, 1)


# What becomes of tickets


def test_rates_of_what_happens_to_tickets(world: World) -> None:
    def share(condition: str, among: str) -> tuple[int, int]:
        return rows(world, f"select count(*), count(*) filter (where {condition}) from world.tickets where {among}")[0]

    assert_share(*share("is_junk", "desk = 'customer'"), support.SPAM_SHARE)
    assert_share(*share("is_merged", "desk = 'customer'"), support.MERGED_SHARE)
    assert_share(*share("needs_approval", "desk = 'item'"), support.APPROVAL_SHARE)
    assert_share(*share("channel = 'chat'", "desk = 'customer'"), 18 / 100)

    def followed(phase: str, following: str, among: str = "true") -> tuple[int, int]:
        return rows(
            world,
            f"""
            select count(*), count(*) filter (where next_phase = '{following}') from (
                select *, lead(phase) over (partition by ticket_no order by step) as next_phase from world.ticket_states
                join world.tickets using (ticket_no, desk) join world.drivers using (driver_no, desk)
            ) where phase = '{phase}' and {among}
            """,
        )[0]

    assert_share(*followed("escalated", "returned"), support.WRONG_ESCALATION_SHARE)
    assert_share(
        *followed("pending", "rejected", "not is_merged and step = 0"), support.REJECTED_SHARE * (1 - support.WITHDRAWN_SHARE)
    )
    for driver in ("late delivery", "billing dispute"):
        manner = next(d.manner for d in contacts.DRIVERS if d.driver == driver)
        assert_share(*followed("taken", "asked", f"driver = '{driver}'"), manner.ask)
        assert_share(
            *followed("solved", "reopened", f"driver = '{driver}' and step < {support.LAST_BRANCHING_STEP}"), manner.reopen
        )


def test_agents_work_only_while_they_are_in_the_team(world: World) -> None:
    handled, strangers = rows(
        world,
        """
        select count(*), count(*) filter (where not exists (
            select 1 from world.team_members as m where m.team = s.team and m.member_id = agent_no and m.from_at <= s.from_at
                and s.from_at < m.until_at) and not exists (select 1 from world.team_leads as l where l.lead_id = agent_no))
        from world.ticket_states as s where phase in ('taken', 'asked', 'parked', 'resumed', 'solved', 'escalated', 'fulfilled')
        """,
    )[0]
    assert handled > 5_000
    assert strangers == 0


def test_satisfaction_and_who_tells_it(world: World) -> None:
    """Whoever is not satisfied answers more often, so the answers look worse than the truth."""
    answered_in_time = 0.5 * (
        1 + math.erf(math.log((support.LAST_ANSWER_HOURS - support.OFFER_HOURS) * 60 / 320) / 1.1 / math.sqrt(2))
    )
    shares = {}
    for is_satisfied, count, answers in rows(
        world,
        """
        select is_satisfied, count(*), count(*) filter (where is_answered) from (
            select is_satisfied, answered_at is not null as is_answered from world.surveys join world.tickets using (ticket_no)
            where desk = 'customer' and offered_at is not null
        ) group by 1
        """,
    ):
        rate = support.ANSWER_SHARE["good" if is_satisfied else "bad"] * answered_in_time
        # Reopened solutions that were offered a survey are not answered: a few per cent less.
        assert abs(answers - count * rate) <= DEVIATIONS * math.sqrt(count * rate) + 0.05 * count * rate
        shares[is_satisfied] = (count, answers)
    true_share = shares[True][0] / sum(count for count, _ in shares.values())
    told_share = shares[True][1] / sum(answers for _, answers in shares.values())
    assert 0.6 < true_share < 0.9
    assert told_share < true_share - 0.04


# What is planted


def test_surges_bring_what_they_say_and_nothing_before_their_onset(world: World) -> None:
    surges = rows(
        world, "select surge_id, kind, starts_at, ends_at, expected_excess_contacts, posted_at from truth.contact_surges"
    )
    assert {kind for _, kind, *_ in surges} == {"incident", "campaign", "launch"}
    for surge_id, kind, starts_at, ends_at, expected, posted_at in surges:
        count, first, last = rows(
            world, "select count(*), min(opened_at), max(opened_at) from world.tickets where surge_id = ?", surge_id
        )[0]
        assert_poisson(count, float(expected))
        if count:
            assert starts_at - timedelta(minutes=1) <= first  # systems that keep minutes round down
            assert last < ends_at + timedelta(hours=contact_surges.FADING_HOURS if kind == "incident" else 0)
        assert (posted_at is not None) == (kind == "incident")
        assert posted_at is None or starts_at < posted_at <= ends_at


def test_a_campaign_follows_the_day_and_an_incident_does_not(world: World) -> None:
    """The innocent look-alike: as many more contacts, at the hours at which people write anyway and over days."""
    hours = dict(
        rows(
            world,
            "select kind, max(expected_per_hour / usual_per_hour) from (select s.kind, from_at, sum(d.expected)::double as expected_per_hour, "
            "(select sum(b.expected)::double from world.contact_demand as b join world.drivers using (driver_no) where b.surge_id is null "
            "and b.from_at = date_trunc('hour', d.from_at) and list_contains(s.drivers, driver)) as usual_per_hour "
            "from world.contact_demand as d join truth.contact_surges as s using (surge_id) group by s.kind, s.drivers, d.from_at) group by kind",
        )
    )
    assert max(hours["campaign"], hours["launch"]) < 1.5
    assert hours["incident"] > 2


def test_routing_errors_have_their_shares(world: World) -> None:
    stretches = rows(world, "select driver, wrong_team, share, from_at, until_at from truth.routing_errors")
    always, broken = [0, 0], [0, 0]
    for driver, wrong_team, share, from_at, until_at in stretches:
        count, wrong = rows(
            world,
            "select count(*), count(*) filter (where first_queue = ?) from truth.ticket_routing "
            "where driver = ? and opened_at >= ? and opened_at < ? and not opened_at < period_start() - interval 20 day",
            wrong_team, driver, from_at, until_at,
        )[0]  # fmt: skip
        group = always if share == misrouting.ALWAYS_SHARE.usual else broken
        group[0] += count
        group[1] += wrong
    assert_share(*always, misrouting.ALWAYS_SHARE.usual)
    assert abs(broken[1] - broken[0] * misrouting.BROKEN_SHARE.usual) <= DEVIATIONS * math.sqrt(broken[0] * 0.25)
    assert broken[1] > 5
    # The look-alike: tickets that came to the right team and were passed on because another had to take over.
    assert rows(world, "select count(*) from truth.ticket_routing where not is_misrouted and escalation_count > 0")[0][0] > 50


def test_a_slow_team_takes_longer_and_the_others_do_not(world: World) -> None:
    waits = rows(
        world,
        """
        select s.team, s.team = slow.team as is_slow_team, s.from_at >= slow.from_at and s.from_at < slow.until_at as is_then, count(*),
            avg(ln(work_seconds / 60 / wait_factor / case priority when 'critical' then 9 when 'high' then 30 when 'moderate' then 95
                else 260 end)) as log_wait, stddev_samp(ln(work_seconds / 60 / wait_factor)) as spread, any_value(slow.factor)
        from world.ticket_states as s
        join world.tickets using (ticket_no, desk)
        join world.team_loads as l on l.team = true_team and l.hour_at = date_trunc('hour', tickets.opened_at)
        cross join truth.slow_teams as slow
        where phase = 'opened' and s.team = true_team and channel <> 'chat' and not is_junk and not is_merged
            and s.team in (select team from world.support_teams where staffed_by in ('support', 'Information Technology'))
            and s.desk in ('customer', 'incident')
        group by all order by all
        """,
    )
    found = {(team, is_then): (count, log_wait, spread, factor) for team, _, is_then, count, log_wait, spread, factor in waits}
    slow = next(team for team, is_slow_team, *_ in waits if is_slow_team)
    for team in {team for team, *_ in waits}:
        count, then, spread, factor = found[team, True]
        usual_count, usual, *_ = found[team, False]
        expected = math.log(factor) if team == slow else 0
        error = spread * math.sqrt(1 / count + 1 / usual_count)
        assert abs(then - usual - expected) <= DEVIATIONS * error, (team, then - usual, expected)
    # There are tickets enough to see it.
    assert math.log(found[slow, True][3]) > DEVIATIONS * found[slow, True][2] * math.sqrt(
        1 / found[slow, True][0] + 1 / found[slow, False][0]
    )


# What the systems show


def test_nothing_of_the_truth_lies_in_the_landing_folder(world: World, landing: Path) -> None:
    words = [value for row in rows(world, "select surge_id, title from truth.contact_surges") for value in row]
    words += ["surge", "misrout", "is_satisfied", "routing_error", "slow_team", "escalation_count", "expected_contacts"]
    for path in sorted(landing.rglob("*")):
        if path.is_file():
            text = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode("latin-1").lower()
            assert not [word for word in words if word.lower() in text], path.name


def test_an_incident_can_be_seen_in_the_helpdesk(world: World, landing: Path) -> None:
    """At its hours many times the tickets of its drivers come that usually come at them."""
    opened: dict[str, set[tuple[str, str]]] = {}
    for text in texts(landing, "zendesk/tickets_page_*.json"):
        for ticket in json.loads(text)["tickets"]:
            opened.setdefault(ticket["custom_fields"][1]["value"], set()).add((ticket["created_at"], str(ticket["id"])))
    seen = 0
    for drivers, starts_at, ends_at, factor in rows(
        world, "select drivers, starts_at, ends_at, factor from truth.contact_surges where kind = 'incident' and product <> 'VPN'"
    ):
        moments = [datetime.fromisoformat(at).replace(tzinfo=None) for driver in drivers for at, _ in opened[driver]]
        during = sum(starts_at <= at < ends_at for at in moments)
        usual = float(
            rows(
                world,
                "select sum(expected) from world.contact_demand join world.drivers using (driver_no) "
                "where surge_id is null and list_contains(?, driver) and from_at >= ? and from_at < ?",
                drivers, starts_at, ends_at,
            )[0][0]
        )  # fmt: skip
        assert_poisson(during, usual * factor)
        seen += during > usual + DEVIATIONS * math.sqrt(usual)
    assert seen


def test_a_breach_is_written_ahead_and_withdrawn(landing: Path) -> None:
    versions: dict[int, list[bool]] = {}
    ahead = 0
    for text in texts(landing, "zendesk/ticket_metric_events_export_*.json.gz"):
        events = [json.loads(line) for line in text.splitlines()]
        latest = max(event["time"] for event in events if event["type"] != "breach")
        for event in events:
            if event["type"] == "breach":
                versions.setdefault(event["id"], []).append(event["deleted"])
                ahead += event["time"] > latest
    assert ahead > 5
    assert [False, True] in versions.values()
    assert not [shown for shown in versions.values() if shown != sorted(shown)]


def test_lists_show_local_time_and_the_spreadsheet_its_own_encoding(world: World, landing: Path) -> None:
    opened = dict(rows(world, "select ticket_id, opened_at from world.tickets where desk in ('incident', 'help')"))

    def first(pattern: str, encoding: str, delimiter: str) -> dict:
        path = sorted(landing.glob(pattern))[0]
        with path.open(encoding=encoding, newline="") as file:
            return next(csv.DictReader(file, delimiter=delimiter))

    def utc(text: str, form: str, zone: str) -> datetime:
        return datetime.strptime(text, form).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)

    row = first("servicenow/incident_list_*.csv", "utf-8", ",")
    assert utc(row["opened_at"], "%Y-%m-%d %H:%M:%S", "America/Los_Angeles") == opened[row["number"]]
    row = first("servicenow/incident_spreadsheet_*.csv", "cp1252", ";")
    assert utc(row["Opened"], "%d-%m-%Y %H:%M:%S", "Europe/Berlin") == opened[row["Number"]]
    row = first("jira/issues_export_*_part1.csv", "utf-8", ",")
    assert utc(row["Created"], "%d/%b/%y %I:%M %p", "America/New_York") == opened[row["Issue id"]].replace(second=0)


def test_an_export_knows_nothing_later_than_its_moment(world: World, landing: Path) -> None:
    tickets = zendesk.EXPORTS[0]
    for name, _, until in tickets.files(world):
        shown = json.loads((landing / name).read_text())["tickets"]
        assert max(ticket["updated_at"] for ticket in shown) < f"{until:%Y-%m-%dT%H:%M:%SZ}"
        assert max(ticket["generated_timestamp"] for ticket in shown) < until.replace(tzinfo=UTC).timestamp() + 5


def test_moved_issues_change_their_key_and_keep_their_id(landing: Path) -> None:
    moves = [
        (entry["issueId"], item["fromString"], item["toString"])
        for text in texts(landing, "jira/changelog_*.json")
        for entry in map(json.loads, text.splitlines())
        for item in entry["items"]
        if item["field"] == "Key"
    ]
    assert moves
    assert all(old.split("-")[0] != new.split("-")[0] for _, old, new in moves)
    keys = {(new, issue) for issue, _, new in moves}
    assert len({key for key, _ in keys}) == len(keys)
