"""Support figures of the real ServiceNow export, against a replay of the log in plain Python."""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import pytest

EXPORT = Path(__file__).resolve().parents[3] / "shared" / "data" / "servicenow" / "incident_event_log.csv.gz"
DONE = {"Resolved", "Closed"}


def stamp(text: str) -> datetime | None:
    return None if text == "?" else datetime.strptime(text, "%d/%m/%Y %H:%M")


def support_seconds(start: datetime, end: datetime) -> int:
    """Seconds from Monday to Friday, 08:00 to 18:00 UTC, day by day."""
    total, day = 0, datetime.combine(start.date(), datetime.min.time())
    while day < end:
        if day.weekday() < 5:
            opened, closed = max(start, day + timedelta(hours=8)), min(end, day + timedelta(hours=18))
            total += max(0, int((closed - opened).total_seconds()))
        day += timedelta(days=1)
    return total


class Ticket:
    """What the log says about one incident: its moves between open and done, walked through event by event."""

    def __init__(self, rows: list[dict[str, str]]) -> None:
        self.opened = stamp(rows[0]["opened_at"])
        ordered = sorted(rows, key=lambda r: (max(r["at"], self.opened), r["at"], int(r["sys_mod_count"]), r["row"]))
        is_open, self.first_resolved, self.resolved, self.reopened = True, None, None, 0
        self.open_spans: list[tuple[datetime, datetime]] = []
        since, self.closed = self.opened, None
        for row in ordered:
            at, done = max(row["at"], self.opened), row["incident_state"] in DONE
            if done and is_open:
                self.open_spans.append((since, at))
                self.first_resolved, self.resolved = self.first_resolved or at, at
            elif not done and not is_open:
                self.reopened += 1
                since = at
            if row["incident_state"] == "Closed":
                self.closed = self.closed or at
            else:
                self.closed = None
            is_open = not done
        if is_open:  # the one log that ends early: the case's own stamps go on
            self.resolved = self.first_resolved = stamp(rows[-1]["resolved_at"])
            self.closed = stamp(rows[-1]["closed_at"])
            self.open_spans.append((since, self.resolved))
        last = max(rows, key=lambda r: (int(r["sys_mod_count"]), r["at"]))
        self.made_sla = last["made_sla"] == "true"


@pytest.fixture(scope="module")
def replay() -> dict[str, Ticket]:
    if not EXPORT.exists():
        pytest.skip("the real exports are not here: ../shared/data/servicenow is absent")
    rows = defaultdict(list)
    with gzip.open(EXPORT, "rt", encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            rows[row["number"]].append(row | {"at": stamp(row["sys_updated_at"]), "row": number})
    return {number: Ticket(events) for number, events in rows.items()}


def test_published_counts(real_warehouse):
    events = "select count(*), count(distinct incident_id) from staging.stg_servicenow__incident_event_log"
    assert real_warehouse.execute(events).fetchone() == (119_998, 20_769)
    assert real_warehouse.execute("select count(*) from core.fct_tickets").fetchone() == (20_769,)
    represented = "select sum(event_count) from core.fct_ticket_status_intervals"
    assert real_warehouse.execute(represented).fetchone() == (119_998,)


def test_every_row_is_accounted_for(real_warehouse):
    rows = real_warehouse.execute(
        "select staging_value, excluded_value, fact_value from audit.int_support__fact_accounting"
        " where source_system = 'servicenow' order by 1"
    ).fetchall()
    assert [tuple(map(int, row)) for row in rows] == [(20_769, 0, 20_769), (119_998, 0, 119_998)]


def test_lifecycles_equal_the_replay(real_warehouse, replay):
    facts = real_warehouse.execute(
        "select ticket_id, opened_at, first_resolved_at, resolved_at, closed_at, reopen_count, is_source_sla_met"
        " from core.fct_tickets"
    ).fetchall()
    expected = {
        number: (t.opened, t.first_resolved, t.resolved, t.closed, t.reopened, t.made_sla) for number, t in replay.items()
    }
    assert {row[0]: row[1:] for row in facts} == expected


def test_resolution_times_equal_the_replay(real_warehouse, replay):
    facts = real_warehouse.execute(
        "select ticket_id, resolution_seconds, business_resolution_seconds from core.fct_tickets"
    ).fetchall()
    expected = {
        number: (int((t.resolved - t.opened).total_seconds()), support_seconds(t.opened, t.resolved))
        for number, t in replay.items()
    }
    assert {row[0]: row[1:] for row in facts} == expected


def test_backlog_of_every_day_equals_the_replay(real_warehouse, replay):
    first, last = real_warehouse.execute("select min(backlog_on), max(backlog_on) from support.ticket_backlog_daily").fetchone()
    changes, oldest = Counter(), {}
    for ticket in replay.values():
        for start, end in ticket.open_spans:
            changes[start.date()] += 1
            changes[end.date()] -= 1
            day = start.date()
            while day < end.date():
                oldest[day] = min(oldest.get(day, ticket.opened.date()), ticket.opened.date())
                day += timedelta(days=1)
    expected, level, day = [], 0, first
    while day <= last:
        level += changes[day]
        expected.append((day, level, (day - oldest[day]).days if day in oldest else None))
        day += timedelta(days=1)
    facts = real_warehouse.execute(
        "select backlog_on, sum(open_count)::bigint, max(oldest_open_days)"
        " from support.ticket_backlog_daily group by 1 order by 1"
    ).fetchall()
    assert facts == expected


def test_backlog_by_team_and_priority_equals_every_open_interval_unfolded_into_days(real_warehouse):
    difference = """
        with open_days as (
            select source_system, team_id, priority, ticket_key, status_category,
                unnest(generate_series(
                    cast(started_at as date),
                    cast(ended_at as date) - case when end_reason = 'observation_ended' then 0 else 1 end,
                    interval 1 day
                ))::date as backlog_on
            from core.fct_ticket_status_intervals
            where is_open
        ),
        expected as (
            select source_system, team_id, priority, backlog_on,
                count(*) as open_count,
                count(*) filter (where status_category = 'pending_customer') as waiting_customer_count,
                max(date_diff('day', cast(opened_at as date), backlog_on)) as oldest_open_days
            from open_days
            join (select ticket_key, opened_at from core.fct_tickets) as tickets using (ticket_key)
            group by all
        ),
        actual as (
            select source_system, team_id, priority, backlog_on, open_count, waiting_customer_count, oldest_open_days
            from support.ticket_backlog_daily
            where open_count <> 0
        )
        select count(*), (select count(*) from (
            (select * from expected except all select * from actual)
            union all
            (select * from actual except all select * from expected)
        )) from expected
    """
    compared, different = real_warehouse.execute(difference).fetchone()
    assert compared > 1000
    assert different == 0


def test_seconds_of_the_intervals_add_up_to_the_lives_of_the_tickets(real_warehouse, replay):
    lives = sum(int((ticket.closed - ticket.opened).total_seconds()) for ticket in replay.values())
    facts = "select sum(elapsed_seconds) from core.fct_ticket_status_intervals"
    assert real_warehouse.execute(facts).fetchone() == (lives,)


def test_unmapped_state_is_kept_and_counted(real_warehouse):
    rows = real_warehouse.execute(
        "select status_raw, sum(event_count) from core.fct_ticket_status_intervals where status_category = 'unknown' group by 1"
    ).fetchall()
    assert rows == [("-100", 2)]


def test_log_that_ends_early_is_closed_by_the_case(real_warehouse):
    row = real_warehouse.execute(
        "select status_category, status_raw, event_count, closed_at from core.fct_tickets where event_count = 1"
    ).fetchall()
    assert row == [("closed", None, 1, datetime(2016, 5, 22, 17, 7))]


def test_sla_attainment_adds_up(real_warehouse):
    counts = "sum(met_count), sum(breached_count), sum(undecided_count), sum(cancelled_count)"
    mart = f"select {counts} from support.support_sla_attainment"
    facts = "select outcome, count(*) from core.fct_sla_instances group by 1"
    met, breached, undecided, cancelled = real_warehouse.execute(mart).fetchone()
    assert dict(real_warehouse.execute(facts).fetchall()) == {"met": met, "breached": breached}
    assert (undecided, cancelled) == (0, 0)
    assert met + breached == 20_769
    late = "select count(*) from core.fct_sla_instances where outcome = 'breached' and fulfilled_at <= due_at"
    assert real_warehouse.execute(late).fetchone() == (0,)
