"""The business clock against counting minute by minute, around both changes of the clocks."""

from __future__ import annotations

import json
import random
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from command import dbt

LONDON = ZoneInfo("Europe/London")
HOLIDAYS = {date(2026, 4, 3), date(2026, 4, 6)}
SPANS = {"spring": datetime(2026, 3, 20), "autumn": datetime(2026, 10, 16)}
MINUTES = 24 * 24 * 60

QUERY = """
select cases.case_id,
    ({{ business_clock('at_end', 'cases.ended_at') }})
    - ({{ business_clock('at_start', 'cases.started_at') }}) as business_seconds
from cases
{{ join_business_clock('at_start', 'cases.calendar_id', 'cases.started_at') }}
{{ join_business_clock('at_end', 'cases.calendar_id', 'cases.ended_at') }}
"""

INVERSE_QUERY = """
with readings as (
    select cases.case_id, cases.calendar_id,
        cast(({{ business_clock('at_start', 'cases.started_at') }}) + cases.target_seconds as bigint) as reading
    from cases
    {{ join_business_clock('at_start', 'cases.calendar_id', 'cases.started_at') }}
)
select readings.case_id, {{ business_clock_inverse('due', 'readings.reading') }} as due_at
from readings
{{ join_business_clock_inverse('due', 'readings.calendar_id', 'readings.reading') }}
"""


@pytest.fixture(scope="module")
def clock(examples_home: Path, tmp_path_factory: pytest.TempPathFactory):
    """The calendars as the job built them, and both queries with the project's macros in them, compiled at once."""
    target = tmp_path_factory.mktemp("target")
    shutil.copy(examples_home / "dbt" / "partial_parse.msgpack", target)  # saves reading the project again
    compile_only = ["--quiet", "--no-use-colors", "--no-populate-cache", "compile", "--no-introspect", "--output", "json"]
    result = dbt(*compile_only, "--inline", f"{QUERY};{INVERSE_QUERY}", home=examples_home, target=target)
    assert result.returncode == 0, result.stdout + result.stderr
    queries = json.loads(result.stdout[result.stdout.index("{") :])["compiled"].split(";")
    with duckdb.connect(str(examples_home / "build" / "opsfacts.duckdb"), read_only=True) as connection:
        yield connection, *queries


def is_open(minute: datetime) -> bool:
    local = minute.replace(tzinfo=UTC).astimezone(LONDON)
    return local.weekday() < 5 and local.date() not in HOLIDAYS and 9 <= local.hour < 17


def open_minutes(start: datetime) -> list[bool]:
    return [is_open(start + timedelta(minutes=n)) for n in range(MINUTES)]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC).replace(tzinfo=None)


def business_seconds(clock, cases: list[tuple]) -> dict:
    connection, query, _ = clock
    columns = "case_id int, calendar_id text, started_at timestamp, ended_at timestamp"
    connection.execute(f"create or replace temp table cases ({columns})")
    connection.executemany("insert into cases values (?, ?, ?, ?)", cases)
    return dict(connection.execute(query).fetchall())


@pytest.mark.parametrize(
    ("counting_intervals", "business_minutes", "calendar_minutes"),
    [
        (
            [
                ("2026-03-27 16:00", "2026-03-27 16:30"),
                ("2026-03-27 16:30", "2026-03-30 10:00"),
                ("2026-03-30 12:00", "2026-03-30 14:00"),
            ],
            240,
            4020,
        ),
        ([("2026-04-02 16:30", "2026-04-07 09:15")], 45, 6765),
        ([("2026-03-28 11:00", "2026-03-28 12:00"), ("2026-03-28 12:00", "2026-03-31 10:00")], 540, 4200),
    ],
    ids=["clock change and pause", "holiday weekend", "opened on a Saturday"],
)
def test_golden_vectors(clock, counting_intervals, business_minutes, calendar_minutes):
    cases = [(n, "uk_business_hours", utc(a), utc(b)) for n, (a, b) in enumerate(counting_intervals)]
    everyday = [(n, "always_open", a, b) for n, _, a, b in cases]
    assert sum(business_seconds(clock, cases).values()) == business_minutes * 60
    assert sum(business_seconds(clock, everyday).values()) == calendar_minutes * 60


@pytest.mark.parametrize("span", SPANS)
def test_random_tickets_equal_minute_by_minute_counting(clock, span):
    generator = random.Random(f"business time {span}")
    start, flags = SPANS[span], open_minutes(SPANS[span])
    cases, expected = [], {}
    for ticket in range(150):
        cuts = sorted(generator.sample(range(MINUTES), generator.randint(2, 6)))
        for number, (a, b) in enumerate(zip(cuts, cuts[1:], strict=False)):
            case_id = ticket * 10 + number
            cases.append((case_id, "uk_business_hours", start + timedelta(minutes=a), start + timedelta(minutes=b)))
            expected[case_id] = 60 * sum(flags[a:b])
    assert business_seconds(clock, cases) == expected


@pytest.mark.parametrize("span", SPANS)
def test_due_time_is_the_first_minute_at_which_the_target_is_used_up(clock, span):
    connection, _, query = clock
    generator = random.Random(f"due time {span}")
    start, flags = SPANS[span], open_minutes(SPANS[span])
    expected = {}
    columns = "case_id int, calendar_id text, started_at timestamp, target_seconds bigint"
    connection.execute(f"create or replace temp table cases ({columns})")
    for case_id in range(300):
        begin, target = generator.randrange(MINUTES // 2), generator.randint(1, 2400)
        minute, counted = begin, 0
        while counted < target:
            counted += flags[minute]
            minute += 1
        expected[case_id] = start + timedelta(minutes=minute)
        begin_at = start + timedelta(minutes=begin)
        connection.execute("insert into cases values (?, 'uk_business_hours', ?, ?)", [case_id, begin_at, target * 60])
    assert dict(connection.execute(query).fetchall()) == expected
