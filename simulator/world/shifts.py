"""Who is scheduled when, in the local time of the site, and what became of it: leave, sickness, lateness, overtime, training."""

from __future__ import annotations

from datetime import date, timedelta

from simulator.engine import World

# Start of a shift at the site, then how often an agent works it by skill: customers write by day, content comes at night as well.
PATTERNS = [
    ("early", "06:30", 0.28, 0.26),
    ("day", "09:00", 0.37, 0.34),
    ("late", "13:00", 0.30, 0.22),
    ("night", "22:00", 0.05, 0.18),
]
SHIFT_MINUTES = 510  # eight hours and half an hour of unpaid lunch
PART_TIME_MINUTES = 300
PART_TIME_SHARE = 0.12
# The first of two days off, Monday to Sunday: customers rest at the weekend, content does not.
FIRST_DAY_OFF = {"support": [0.06, 0.05, 0.05, 0.06, 0.14, 0.46, 0.18], "safety": [0.13, 0.13, 0.13, 0.14, 0.15, 0.18, 0.14]}
HOLIDAY_STAFFING = {"support": 0.45, "safety": 0.75}  # share of the scheduled who work on a public holiday
PUBLISHED_DAYS_AHEAD = 14  # schedules of a week come out this long before it
LEAVE_RATE = 0.065  # of the weeks of an agent are holidays; about three and a half a year
SICKNESS_RATE = 0.06  # of the weeks of an agent see a sickness begin
MEAN_SICK_DAYS = 2.0  # a sickness ends with the week at the latest
NO_SHOW_RATE = 0.004  # of the shifts: absent without a word
LATE_RATE = 0.4
MEAN_LATE_SECONDS = 375  # of those who are late
MEAN_OVERRUN_SECONDS = 420  # breaks that take longer than planned, per shift
BREAK_SHARE = 0.09  # of a shift, as planned: rest breaks and lunch
OVERTIME_RATE = 0.03
TRAINING_RATE = 0.05  # of the shifts hold a training
TRAINING_SECONDS = 5400
NEW_HIRE_TRAINING_DAYS = 14
# Public holidays by site: fixed days, and days from Easter Sunday.
FIXED_HOLIDAYS = {
    "Manila": [(4, 9), (5, 1), (6, 12), (12, 25), (12, 30)],
    "Krakow": [(1, 6), (5, 1), (5, 3), (11, 11), (12, 25), (12, 26)],
    "Bogota": [(5, 1), (7, 20), (8, 7), (12, 8), (12, 25)],
    "Lisbon": [(4, 25), (5, 1), (6, 10), (12, 1), (12, 25)],
    "Berlin": [(3, 8), (5, 1), (10, 3), (12, 25), (12, 26)],
    "Austin": [(6, 19), (7, 4), (11, 11), (12, 25)],
}
EASTER_HOLIDAYS = {"Manila": [-3, -2], "Krakow": [1], "Bogota": [-3, -2], "Lisbon": [-2], "Berlin": [-2, 1], "Austin": []}

ACTIVITIES = {
    "Accounts and Billing": "Phones",
    "Orders and Delivery": "Chat",
    "Technical Support": "Phones",
    "Content Review": "Content review",
    "Escalations and Appeals": "Escalations",
}


def play(world: World) -> None:
    world.load("world.site_holidays", "site varchar, holiday_on date", _holidays(world))
    world.load("world.activities", "team varchar, activity varchar", list(ACTIVITIES.items()))
    world.load("world.shift_patterns", "pattern varchar, starts_local time", [(name, starts) for name, starts, _, _ in PATTERNS])
    world.run("""
        create macro spread(choices, weights, at_) as
            choices[1 + len(list_filter(list_cumulative(weights), lambda w: w <= at_ % 1 * list_sum(weights)))]
    """)
    patterns = [name for name, *_ in PATTERNS]
    days_off = list(range(1, 8))
    # Planners spread a site's people over shifts and days off: multiples of an irrational number fill the day evenly.
    world.run(f"""
        create table world.agent_schedules as
        with ranked as (

            select *, row_number() over (partition by site, skill order by agent_id) as number from world.agents

        )

        select agent_id, chance({PART_TIME_SHARE}, 'part time', agent_id) as is_part_time,
            spread({patterns}, if(skill = 'support', {[p[2] for p in PATTERNS]}, {[p[3] for p in PATTERNS]}),
                number * 0.6180339887 + 0.2) as pattern,
            spread({days_off}, if(skill = 'support', {FIRST_DAY_OFF["support"]}, {FIRST_DAY_OFF["safety"]}),
                number * 0.7548776662) as first_day_off,
            -- Some keep the schedule better than others.
            draw_lognormal(1, 0.35, 'punctuality', agent_id) as lateness
        from ranked
    """)
    start = world.parameters.start
    weeks = (world.parameters.days + PUBLISHED_DAYS_AHEAD) // 7 + 1
    for week in range(weeks):
        into = "insert into world.shifts" if week else "create table world.shifts as"
        _schedule(world, start + timedelta(days=7 * week), week, into)
    _rows(world)


def _schedule(world: World, first: date, week: int, into: str) -> None:
    """One week of everybody's shifts, from the day `first` on, with what becomes of them."""
    days_off = "(schedules.first_day_off, schedules.first_day_off % 7 + 1)"
    world.run(f"""
        {into}
        with calendar as (

            select date '{first}' + cast(unnest(range(7)) as integer) as day

        ),

        days as (

            select agents.agent_id, agents.vendor_id, agents.site, agents.time_zone, agents.skill, agents.hired_on, teams.team,
                calendar.day as started_on, schedules.lateness, schedules.is_part_time, patterns.starts_local as pattern_starts,
                agents.agent_id::bigint * 100000 + (calendar.day - date '2020-01-01') as shift_no,
                agents.agent_id::bigint * 100000 + {week} as week_no,
                calendar.day < agents.hired_on + {NEW_HIRE_TRAINING_DAYS} as is_new_hire_training,
                row_number() over (partition by agents.agent_id order by calendar.day) as nth_of_week
            from calendar
            inner join world.agent_teams as teams
                on teams.valid_from_on <= calendar.day and (teams.valid_to_on is null or calendar.day < teams.valid_to_on)
            inner join world.agents as agents on agents.agent_id = teams.agent_id
            inner join world.agent_schedules as schedules on schedules.agent_id = agents.agent_id
            inner join world.shift_patterns as patterns on patterns.pattern = schedules.pattern
            where isodow(calendar.day) not in {days_off}

        ),

        planned as (

            select days.*,
                started_on + case when is_new_hire_training then time '09:00' else pattern_starts end as starts_local,
                to_minutes(case when is_part_time and not is_new_hire_training then {PART_TIME_MINUTES}
                    else {SHIFT_MINUTES} end) as length
            from days
            left join world.site_holidays as holidays on holidays.site = days.site and holidays.holiday_on = days.started_on
            where holidays.site is null or chance(case skill when 'support' then {HOLIDAY_STAFFING["support"]}
                else {HOLIDAY_STAFFING["safety"]} end, 'holiday', shift_no)

        ),

        timed as (

            select *, starts_local + length as ends_local,
                from_zone(time_zone, starts_local) as starts_at,
                from_zone(time_zone, starts_local + length) as ends_at,
                timestamp '{first} 12:00:00' - interval {PUBLISHED_DAYS_AHEAD} day as published_at,
                chance({LEAVE_RATE}, 'leave', week_no) and started_on > hired_on + 45 as is_on_leave,
                nth_of_week - draw_integer(1, 5, 'sick from', week_no) as nth_sick_day
            from planned

        )

        select shift_no, agent_id, vendor_id, site, time_zone, skill, team, started_on, starts_local, ends_local,
            starts_at, ends_at, published_at, is_new_hire_training,
            -- Leave is mostly granted before the schedule comes out, at times after.
            case when is_on_leave then greatest(published_at,
                later(timestamp '{first} 00:00:00', -86400 * draw_integer(3, 30, 'leave granted', week_no))) end as cancelled_at,
            later(ends_at, draw_integer(4, 14, 'closed', shift_no) * 3600) as closed_at,
            case
                when is_on_leave then 'leave'
                when chance({SICKNESS_RATE}, 'sick', week_no) and nth_sick_day >= 0
                    and nth_sick_day < draw_exponential({MEAN_SICK_DAYS}, 'sick for', week_no) then 'sick'
                when chance({NO_SHOW_RATE}, 'no show', shift_no) then 'no show'
                else 'worked'
            end as outcome,
            if(not is_new_hire_training and chance({TRAINING_RATE}, 'training', shift_no), {TRAINING_SECONDS}, 0)
                as training_seconds,
            cast(if(chance({LATE_RATE}, 'late', shift_no),
                least(3600, draw_exponential({MEAN_LATE_SECONDS} * lateness, 'late for', shift_no)), 0) as integer)
                as late_seconds,
            cast(if(is_new_hire_training, 0,
                least(5400, draw_exponential({MEAN_OVERRUN_SECONDS} * lateness, 'overrun', shift_no))) as integer)
                as overrun_seconds,
            cast(if(chance({OVERTIME_RATE}, 'overtime', shift_no), draw_integer(2, 4, 'overtime for', shift_no) * 1800, 0)
                as integer) as overtime_seconds
        from timed
        order by shift_no
    """)


def _rows(world: World) -> None:
    """Shifts as the systems hold them: the vendors' own files as shifts, the in-house planning (Assembled) as activities.

    A view, so that what is planted into the shifts shows. `overlaps_from` is the moment from which another row of the agent
    shares time with the row; `final_status` what the row is once closed.
    """
    started = "starts_at + interval 1 hour"
    trained = f"{started} + to_seconds(training_seconds)"
    lunch = "starts_at + (ends_at - starts_at) / 2"
    training = "case when training_seconds > 0 and cancelled_at is null then published_at end"
    sick = "case when final_status = 'absent' then starts_at end"
    # Which shifts have the row; activity, productive, paid, time off; begin, end, known from, overlapped from.
    of_vendors = [
        ("true", "activity", "is_productive", "true", "outcome = 'leave'", "starts_at", "ends_at", "published_at", training),
        ("training_seconds > 0", "'Training'", "false", "true", "false", started, trained, "published_at", training),
        ("outcome = 'worked' and overtime_seconds > 0", "'Overtime'", "true", "true", "false",
         "ends_at", "ends_at + to_seconds(overtime_seconds)", "closed_at", "null"),
    ]  # fmt: skip
    in_house = [
        ("not is_leave", "activity", "is_productive", "true", "false",
         "starts_at", f"case when has_lunch then {lunch} else ends_at end", "published_at", f"least({training}, {sick})"),
        ("not is_leave and has_lunch", "'Lunch'", "false", "false", "false",
         lunch, f"{lunch} + interval 30 minute", "published_at", sick),
        ("not is_leave and has_lunch", "activity", "is_productive", "true", "false",
         f"{lunch} + interval 30 minute", "ends_at", "published_at", sick),
        ("not is_leave and training_seconds > 0", "'Training'", "false", "true", "false",
         started, trained, "published_at", f"least({training}, {sick})"),
        ("is_leave", "'Annual leave'", "false", "true", "true", "starts_at", "ends_at", "published_at", "null"),
        ("final_status = 'absent'", "'Absence'", "false", "true", "true", "starts_at", "ends_at", "starts_at", "starts_at"),
    ]  # fmt: skip
    names = "activity is_productive is_paid is_time_off starts_at ends_at known_from overlaps_from".split()  # noqa: SIM905
    selects = [
        f"select '{system}' as source_system, shift_no * 10 + {number} as row_no, shift_no, agent_id, vendor_id, site, "
        "time_zone, team, started_on, cancelled_at, closed_at, final_status, "
        + ", ".join(f"{value} as {name}" for name, value in zip(names, values, strict=True))
        + f" from shifts where is_in_house = {system == 'assembled'} and {condition}"
        for system, rows in (("workforce", of_vendors), ("assembled", in_house))
        for number, (condition, *values) in enumerate(rows, 1)
    ]
    world.run(f"""
        create view world.schedule_rows as
        with shifts as (

            select shifts.* replace (case when is_new_hire_training then 'New hire training' else activity end as activity),
                vendor_id = 'INT' as is_in_house, not is_new_hire_training as is_productive, outcome = 'leave' as is_leave,
                ends_local - starts_local > interval 6 hour as has_lunch,
                case outcome when 'leave' then 'cancelled' when 'worked' then 'worked' else 'absent' end as final_status
            from (select * from world.shifts inner join world.activities using (team)) as shifts

        )

        {" union all ".join(selects)}
    """)


def _holidays(world: World) -> list[tuple[str, date]]:
    end = world.parameters.start + timedelta(days=world.parameters.days + PUBLISHED_DAYS_AHEAD + 7)
    years = range(world.parameters.start.year, end.year + 1)
    fixed = {(site, date(year, *day)) for site, days in FIXED_HOLIDAYS.items() for day in days for year in years}
    moving = {
        (site, _easter(year) + timedelta(days=offset))
        for site, offsets in EASTER_HOLIDAYS.items()
        for offset in offsets
        for year in years
    }
    return sorted(fixed | moving)


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Gauss, as Lichtenberg corrected it)."""
    k = year // 100
    m = 15 + (3 * k + 3) // 4 - (8 * k + 13) // 25
    a = year % 19
    d = (19 * a + m) % 30
    og = 21 + d - (d + a // 11) // 29
    sz = 7 - (year + year // 4 + 2 - (3 * k + 3) // 4) % 7
    return date(year, 3, 1) + timedelta(days=og + (7 - (og - sz) % 7) - 1)
