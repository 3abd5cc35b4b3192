"""The clock by which a company works: opening hours of its time zone on its workdays, so that delays are worked through.

A *work time* is a bigint of seconds worked since the first day of the clock: WORKDAY_SECONDS to each workday. Delays are added to
it; `at_work(company_code, work_time)` says when that is in UTC, `work_time(company_code, at)` the way back (the next opening, if
nobody works then). Evenings, weekends, holidays and clock changes follow of themselves.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.easter import easter

from simulator.engine import World
from simulator.world.organisation import COMPANIES

OPENS = time(8, 0)
WORKDAY_SECONDS = 10 * 3600
BEFORE_DAYS = 70  # documents that are still open when the period begins were made before it
AFTER_DAYS = 240  # payments of the last invoices


def play(world: World) -> None:
    first = world.parameters.start - timedelta(days=BEFORE_DAYS)
    days = [first + timedelta(days=n) for n in range(BEFORE_DAYS + world.parameters.days + AFTER_DAYS)]
    cases = {"opening": [], "number": [], "offset": []}
    workdays: list[tuple] = []
    for company, _, country, _, zone, *_ in COMPANIES:
        off = {holiday for year in {day.year for day in days} for holiday in holidays(country, year)}
        openings, numbers = [], []
        for day in days:
            numbers.append(len(openings))
            if day.weekday() < 5 and day not in off:
                local = datetime.combine(day, OPENS, ZoneInfo(zone))
                openings.append(local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None))
                workdays.append((company, len(openings) - 1, day))
        hours = datetime.combine(first, OPENS, ZoneInfo(zone)).utcoffset() // timedelta(hours=1)
        # Constant lists that are indexed: a join with the workdays would cost a hash table for each of a document's ten moments.
        world.run(f"set variable openings_{company} = [{', '.join(f'timestamp {str(at)!r}' for at in openings)}]")
        world.run(f"set variable numbers_{company} = {numbers}")
        cases["opening"].append(f"when '{company}' then getvariable('openings_{company}')[1 + n_]")
        cases["number"].append(f"when '{company}' then getvariable('numbers_{company}')[1 + d_]")
        cases["offset"].append(f"when '{company}' then {hours}")
    world.load("world.workdays", "company_code varchar, workday_number integer, on_date date", workdays)
    world.run(f"""
        create macro workday_opens_at(company, n_) as case company {" ".join(cases["opening"])} end;
        create macro local_day(company, at_) as cast(at_ + to_hours(case company {" ".join(cases["offset"])} end) as date);
        create macro workday_from(company, d_) as case company {" ".join(cases["number"])} end;
        create macro next_workday(company, day) as workday_from(company, datediff('day', date '{first}', day));
        create macro at_work(company, work_time_) as
            workday_opens_at(company, cast(work_time_ as bigint) // {WORKDAY_SECONDS})
            + to_seconds(cast(work_time_ as bigint) % {WORKDAY_SECONDS});
        create macro work_time(company, at_) as
            next_workday(company, local_day(company, at_)) * {WORKDAY_SECONDS} + greatest(0, least({WORKDAY_SECONDS - 1},
                epoch(at_) - epoch(workday_opens_at(company, next_workday(company, local_day(company, at_))))))::bigint;
    """)


def holidays(country: str, year: int) -> list[date]:
    """The days on which nobody in the country's offices works."""
    sunday = easter(year)

    def nth(month: int, weekday: int, n: int) -> date:
        """The n-th weekday of a month, or the last one (-1)."""
        if n > 0:
            day = date(year, month, 1)
            return day + timedelta(days=(weekday - day.weekday()) % 7 + 7 * (n - 1))
        day = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return day - timedelta(days=(day.weekday() - weekday) % 7)

    def fixed(*days: tuple[int, int]) -> list[date]:
        return [date(year, month, day) for month, day in days]

    if country == "DE":
        moving = [sunday + timedelta(days=n) for n in (-2, 1, 39, 50)]
        return fixed((1, 1), (5, 1), (10, 3), (12, 24), (12, 25), (12, 26), (12, 31)) + moving
    if country == "GB":
        moving = [sunday - timedelta(days=2), sunday + timedelta(days=1), nth(5, 0, 1), nth(5, 0, -1), nth(8, 0, -1)]
        return fixed((1, 1), (12, 25), (12, 28)) + moving
    if country == "US":
        moving = [nth(1, 0, 3), nth(2, 0, 3), nth(5, 0, -1), nth(9, 0, 1), nth(11, 3, 4), nth(11, 3, 4) + timedelta(days=1)]
        return fixed((1, 1), (6, 19), (7, 3), (12, 24), (12, 25)) + moving
    raise ValueError(f"no holidays are known of {country!r}: add them to holidays() in {__name__}")
