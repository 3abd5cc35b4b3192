"""Who answers and when: desks with their systems, teams, members and working hours.

The working hours are walked here on their own, not with the warehouse's SQL, so that the business time of the truth is a second
opinion. Working seconds count from the first opening known:

    reading(calendar, at)      working seconds up to a moment
    placed(calendar, reading)  the first moment at which they are reached
"""

from __future__ import annotations

import csv
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from orchestration.workspace import PROJECT_ROOT
from simulator.engine import World
from simulator.world.contacts import ACCESS, APPS, BILLING, DESK, DEVICES, NETWORK, ORDERS, TECH, WARM_UP_DAYS

REFERENCE = PROJECT_ROOT / "seeds" / "reference"
IT_HOURS = "servicenow_support_hours"  # as declared in calendars.csv, by which the warehouse measures too
CARE_HOURS = "customer_care_hours"  # the helpdesk's own schedule: its clocks tell the result, so only the simulator needs it
CARE_ZONE, CARE_OPENS, CARE_CLOSES = "Europe/Berlin", "06:00", "24:00"
AFTER_DAYS = 200  # the last tickets take their time

# desk, system, calendar of those who answer, seconds to which it keeps times, hours until a silent customer's ticket is solved,
# and from the solution to the closing (null: never closed)
DESKS = [
    ("customer", "zendesk", CARE_HOURS, 1, 96, 96),
    ("incident", "servicenow_tables", IT_HOURS, 60, 120, 168),
    ("legacy", "servicenow", IT_HOURS, 60, 120, 120),
    ("item", "servicenow_tables", IT_HOURS, 60, 120, 168),
    ("help", "jira", IT_HOURS, 1, 120, 120),
    ("bug", "jira", IT_HOURS, 1, 336, None),
]

# team, who answers: agents of the vendors, or employees of the department
TEAMS = [
    (BILLING, "support"), (ORDERS, "support"), (TECH, "support"),
    (DESK, "Information Technology"), (NETWORK, "Information Technology"), (DEVICES, "Information Technology"),
    (ACCESS, "Information Technology"), (APPS, "Information Technology"),
    ("Commerce Service Desk", "Information Technology"), ("Commerce Second Line", "Information Technology"),
    ("HELP", "Information Technology"), ("WEB", "Product Engineering"),
]  # fmt: skip

FIRST_GROUP_ID = 21_000_000_000
LOAD_EXPONENT = 0.6  # how much longer people wait in a busy hour: twice the contacts, half as long again


def play(world: World) -> None:
    world.load(
        "world.desks",
        "desk varchar, source_system varchar, calendar varchar, grain integer, silence_hours integer, closing_hours integer",
        DESKS,
    )
    world.load(
        "world.support_teams",
        "team varchar, staffed_by varchar, group_id varchar",
        [(team, by, str(FIRST_GROUP_ID + 1_347 * n) if by == "support" else None) for n, (team, by) in enumerate(TEAMS, 1)],
    )
    _members(world)
    _calendars(world)
    world.run(f"""
        -- Filled by what is planted: when a team is slow, and when contacts come to a team they do not belong to.
        create table world.team_paces (team varchar, from_at timestamp, until_at timestamp, factor double);
        create table world.routing_errors (driver_no integer, team varchar, share double, from_at timestamp, until_at timestamp);
        create table world.team_loads as
        with hours as (
            select team, date_trunc('hour', from_at) as hour_at, sum(expected) as expected
            from world.contact_demand join world.drivers using (driver_no) group by all
        )
        select team, hour_at,
            least(4.0, greatest(0.6, (expected / avg(expected) over (partition by team)) ** {LOAD_EXPONENT})) as wait_factor
        from hours
    """)


def _members(world: World) -> None:
    """Members of the teams with the days on which they can be given work, and a seat number to draw them by.

    Each team has one who is always there (`is_lead`): whoever has been in it for longest, or else in a team of the same people.
    """
    world.run("""
        create table world.team_members as
        with it_teams as (
            select team, staffed_by, row_number() over (partition by staffed_by order by team) as team_no,
                count(*) over (partition by staffed_by) as teams
            from world.support_teams where staffed_by <> 'support'
        ), it_people as (
            select person_id, department, cast(hired_on as timestamp) as from_at,
                coalesce(cast(left_on as timestamp), timestamp '9999-12-31') as until_at,
                row_number() over (partition by department order by (level <> 'staff'), left_on is not null,
                    person_id) as person_no
            from world.people where level in ('staff', 'manager')
        ), members as (
            select team, 'support' as staffed_by, agent_id as member_id, pace, cast(valid_from_on as timestamp) as from_at,
                coalesce(cast(valid_to_on as timestamp), timestamp '9999-12-31') as until_at
            from world.agent_teams join world.agents using (agent_id) where skill = 'support'
            union all
            select team, staffed_by, person_id, 1.0, from_at, until_at
            from it_people join it_teams on department = staffed_by and person_no % teams = team_no - 1
        )
        select *, row_number() over (partition by team order by member_id, from_at) as seat from members order by team, seat
    """)
    world.run(f"""
        create table world.team_leads as
        select support_teams.team, member_id as lead_id,
            (select count(*) from world.team_members as members where members.team = support_teams.team) as seats
        from world.support_teams join world.team_members using (staffed_by)
        where from_at <= period_start() - interval {WARM_UP_DAYS} day and until_at = timestamp '9999-12-31'
        qualify row_number() over (
            partition by support_teams.team order by team_members.team <> support_teams.team, from_at, member_id
        ) = 1
    """)


def _calendars(world: World) -> None:
    openings = {IT_HOURS: _declared(world, IT_HOURS), CARE_HOURS: [
        (weekday, CARE_OPENS, CARE_CLOSES, date.min, None, CARE_ZONE) for weekday in range(1, 8)
    ]}  # fmt: skip
    holidays = {
        calendar: {date.fromisoformat(row["holiday_on"]) for row in _rows("holidays.csv") if row["calendar_id"] == calendar}
        for calendar in openings
    }
    first = world.parameters.start - timedelta(days=WARM_UP_DAYS + 1)
    days = [first + timedelta(days=n) for n in range(WARM_UP_DAYS + 1 + world.parameters.days + AFTER_DAYS)]
    cases = {"opens": [], "before": [], "length": []}
    for calendar, rows in openings.items():
        opens, before, lengths = [], [], set()
        for day in days:
            before.append(len(opens))
            for weekday, opening, closing, valid_from, valid_to, zone in rows:
                if (
                    day.isoweekday() == weekday
                    and valid_from <= day
                    and (not valid_to or day < valid_to)
                    and day not in holidays[calendar]
                ):
                    opened_at, closed_at = _utc(day, opening, zone), _utc(day, closing, zone)
                    opens.append(opened_at)
                    lengths.add(int((closed_at - opened_at).total_seconds()))
                    if opened_at.date() != day or closed_at > datetime.combine(day + timedelta(days=1), time.min):
                        raise ValueError(
                            f"calendars.csv: {calendar} is open over midnight UTC; the simulator's clock cannot walk that"
                        )
        if len(lengths) != 1:
            raise ValueError(
                f"calendars.csv: the openings of {calendar} differ in length; the simulator's clock cannot walk that"
            )
        # Constant lists that are indexed by day or opening: no join for each of the many moments of a ticket.
        world.run(f"set variable opens_{calendar} = [{', '.join(f'timestamp {str(at)!r}' for at in opens)}]")
        world.run(f"set variable before_{calendar} = {before}")
        cases["opens"].append(f"when '{calendar}' then getvariable('opens_{calendar}')[1 + n_]")
        cases["before"].append(f"when '{calendar}' then getvariable('before_{calendar}')[1 + d_]")
        cases["length"].append(f"when '{calendar}' then {lengths.pop()}")
    # A reading reached exactly at closing time is placed there, not at the next opening.
    world.run(f"""
        create macro opening_at(calendar, n_) as case calendar {" ".join(cases["opens"])} end;
        create macro openings_before(calendar, d_) as case calendar {" ".join(cases["before"])} end;
        create macro opening_length(calendar) as case calendar {" ".join(cases["length"])} end;
        create macro opening_of(calendar, at_) as
            openings_before(calendar, date_diff('day', date '{first}', cast(at_ as date)));
        create macro reading(calendar, at_) as
            opening_of(calendar, at_) * opening_length(calendar) + greatest(0, least(opening_length(calendar),
                date_diff('second', opening_at(calendar, opening_of(calendar, at_)), at_)));
        create macro placed(calendar, reading_) as
            opening_at(calendar, (reading_ - 1) // opening_length(calendar))
            + to_seconds((reading_ - 1) % opening_length(calendar) + 1);
    """)


def _declared(world: World, calendar: str) -> list[tuple]:
    rows = [
        (int(row["iso_weekday"]), row["opens_at"], row["closes_at"], date.fromisoformat(row["valid_from"]),
         date.fromisoformat(row["valid_to"]) if row["valid_to"] else None, row["time_zone"])
        for row in _rows("calendars.csv") if row["calendar_id"] == calendar
    ]  # fmt: skip
    if not rows:
        raise ValueError(f"calendars.csv: no calendar {calendar}, by which the service desks of the simulator work")
    return rows


def _rows(name: str) -> list[dict]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _utc(day: date, clock: str, zone: str) -> datetime:
    """A local time of day, up to 24:00, as UTC."""
    hours, minutes = map(int, clock.split(":"))
    local = datetime.combine(day, time.min) + timedelta(hours=hours, minutes=minutes)
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
