"""What the people on shift achieve: contacts that come, are answered or given up per interval; how agents spend their days.

Every interval has an expected number of contacts, known here alone; what comes differs from it by known noise. The contacts
handled are shared among those present, so that the days of the agents add up to the intervals of their site.
"""

from __future__ import annotations

from datetime import date, timedelta

from simulator.engine import World
from simulator.world.shifts import BREAK_SHARE

# site, skill, queue, channel, minutes of an interval, first and last hour, seconds to handle a contact, target of the answer
QUEUES = [
    ("Manila", "support", "Orders and Delivery", "chat", 60, 7, 21, 420, 60),
    ("Krakow", "support", "Accounts and Billing", "phone", 30, 7, 21, 350, 20),
    ("Bogota", "support", "Accounts and Billing", "phone", 30, 7, 21, 330, 20),
    ("Lisbon", "support", "Orders and Delivery", "chat", 60, 7, 21, 440, 60),
    ("Berlin", "support", "Technical Support", "phone", 60, 7, 21, 610, 30),
    ("Austin", "support", "Technical Support", "phone", 60, 7, 21, 580, 30),
    ("Manila", "safety", "Content Review", "back_office", 1440, 0, 24, 95, None),
    ("Krakow", "safety", "Content Review", "back_office", 1440, 0, 24, 105, None),
    ("Bogota", "safety", "Content Review", "back_office", 1440, 0, 24, 98, None),
    ("Lisbon", "safety", "Content Review", "back_office", 1440, 0, 24, 102, None),
    ("Berlin", "safety", "Content Review", "back_office", 1440, 0, 24, 120, None),
    ("Austin", "safety", "Content Review", "back_office", 1440, 0, 24, 115, None),
]
# Contacts are bought to fit the people: so much of the time of an agent's 31 hours a week at the queue.
WEEKLY_QUEUE_SECONDS = 31 * 3600
TARGET_OCCUPANCY = {"support": 0.66, "safety": 0.86}
SMALL_TEAM_SLACK = 0.7  # over the root of the heads: few people cannot be as busy at the same service
GROWTH = 0.08  # of the contacts over the period
WEEKDAYS = [1.22, 1.15, 1.12, 1.10, 1.10, 0.72, 0.59]  # Monday to Sunday, mean 1
HOURS = [0.45, 0.70, 1.10, 1.35, 1.35, 1.20, 1.35, 1.40, 1.20, 1.15, 0.90, 0.75, 0.60, 0.50]  # from 7 o'clock at the site, mean 1
HOLIDAY_FACTOR = 0.6
DAY_NOISE = 0.06  # relative standard deviation that the intervals of a day have in common, beside that of counting
FORECAST_ERROR = 0.05
CORRECTED_RATE = 0.02  # of the intervals are reported anew a week later, with contacts that had been missing


def play(world: World) -> None:
    world.load(
        "world.queues",
        "queue_no bigint, site varchar, skill varchar, queue varchar, channel varchar, interval_minutes integer, opens integer, "
        "closes integer, handle_seconds integer, target_seconds integer",
        [(number, *queue) for number, queue in enumerate(QUEUES, 1)],
    )
    _demand(world)
    first = world.parameters.start
    last = first + timedelta(days=world.parameters.days)
    world.run("""
        create table world.capacity_intervals (interval_no bigint, vendor_id varchar, site varchar, queue varchar,
            channel varchar, time_zone varchar, day date, starts_local timestamp, starts_at timestamp, ends_at timestamp,
            target_seconds integer, expected_contacts double, forecast_contacts decimal(18, 4), forecast_handle_seconds integer,
            offered bigint, handled bigint, abandoned bigint, answered_within_target bigint, required_fte decimal(18, 4),
            scheduled_fte decimal(18, 4), service_level decimal(9, 3), staffed_seconds bigint, productive_seconds bigint,
            occupied_seconds bigint, handle_seconds decimal(18, 4), reported_at timestamp, corrected_at timestamp);
        create table world.shift_work (shift_no bigint, handled bigint, occupied_seconds bigint)
    """)
    while first <= last:
        _work(world, first, min(first + timedelta(days=7), last + timedelta(days=1)))
        first += timedelta(days=7)
    _agent_days(world)
    _states(world)


def _demand(world: World) -> None:
    """The intervals of every queue with the contacts that are expected and those that come."""
    world.run(f"""
        create table world.demand as
        with heads as (

            select site, skill, sum(least(coalesce(left_on, cast(period_end() as date)), cast(period_end() as date))
                - greatest(hired_on, cast(period_start() as date))) / {world.parameters.days} as heads
            from world.agents group by site, skill

        ),

        days as (

            select cast(unnest(generate_series(period_start(), period_end(), interval 1 day)) as date) as day

        ),

        slots as (

            select queues.*, sites.vendor_id, sites.time_zone, heads.heads, days.day,
                days.day + to_minutes(cast(opens * 60 + slot * interval_minutes as bigint)) as starts_local,
                holidays.site is not null as is_holiday
            from world.queues as queues
            inner join heads on heads.site = queues.site and heads.skill = queues.skill
            inner join world.sites as sites on sites.site = queues.site
            cross join days
            cross join (select unnest(range(48)) as slot) as slots
            left join world.site_holidays as holidays on holidays.site = queues.site and holidays.holiday_on = days.day
            where slot * interval_minutes < (closes - opens) * 60

        ),

        keyed as (

            select *, queue_no * 100000000 + cast(epoch(starts_local) as bigint) // 60 as interval_no,
                queue_no * 1000000 + (day - date '2000-01-01') as queue_day_no,
                (closes - opens) * 60 * 7.0 / interval_minutes as weekly_intervals
            from slots

        ),

        expected as (

            select *,
                heads * {WEEKLY_QUEUE_SECONDS} / handle_seconds / weekly_intervals
                    * if(skill = 'support', {TARGET_OCCUPANCY["support"]} * (1 - {SMALL_TEAM_SLACK} / sqrt(greatest(2, heads))),
                        {TARGET_OCCUPANCY["safety"]})
                    * {WEEKDAYS}[isodow(day)]
                    * case when interval_minutes = 1440 then 1 else {HOURS}[hour(starts_local) - 6] end
                    * (1 + {GROWTH} * ((day - cast(period_start() as date)) / {world.parameters.days} - 0.5))
                    * case when is_holiday then {HOLIDAY_FACTOR} else 1 end as expected_contacts
            from keyed

        )

        select interval_no, queue_day_no, vendor_id, site, skill, queue, channel, time_zone, day, starts_local, interval_minutes,
            handle_seconds, target_seconds, expected_contacts,
            from_zone(time_zone, starts_local) as starts_at,
            from_zone(time_zone, starts_local + to_minutes(interval_minutes)) as ends_at,
            round(cast(greatest(0, draw_normal(1, {FORECAST_ERROR}, 'forecast', interval_no)) * expected_contacts
                as decimal(18, 4)), 1) as forecast_contacts,
            -- The square of a normal number about the root of the expectation: a Poisson count but for its third moment.
            cast(greatest(0, round(power(sqrt(expected_contacts * greatest(0, draw_normal(1, {DAY_NOISE}, 'day', queue_day_no)))
                + draw_normal(0, 0.5, 'contacts', interval_no), 2) - 0.25)) as bigint) as offered
        from expected
        order by interval_no
    """)


def _work(world: World, first: date, end: date) -> None:
    """The intervals of the days from `first` to before `end`, and what each shift did in them."""
    world.run(f"""
        create or replace temp table presence as
        select interval_no, shift_no, greatest(0, scheduled) as scheduled, staffed,
            cast(floor(staffed * (1 - {BREAK_SHARE} - lost / length)) as bigint) as productive
        from (
            select demand.interval_no, shifts.shift_no, overrun_seconds + training_seconds as lost,
                date_diff('second', shifts.starts_at, shifts.ends_at) as length,
                date_diff('second', greatest(shifts.starts_at, demand.starts_at), least(shifts.ends_at, demand.ends_at))
                    as scheduled,
                if(outcome <> 'worked', 0, greatest(0, date_diff('second',
                    greatest(shifts.starts_at + to_seconds(late_seconds), demand.starts_at),
                    least(shifts.ends_at + to_seconds(overtime_seconds), demand.ends_at)))) as staffed
            from (
                select *, unnest([started_on, started_on + 1]) as day from world.shifts
                where started_on >= date '{first}' - 1 and started_on < date '{end}'
                    and outcome <> 'leave' and not is_new_hire_training
            ) as shifts
            inner join world.demand as demand
                on demand.site = shifts.site and demand.skill = shifts.skill and demand.day = shifts.day
                and demand.starts_at < shifts.ends_at + to_seconds(overtime_seconds) and shifts.starts_at < demand.ends_at
            where demand.day >= date '{first}' and demand.day < date '{end}'
        )
    """)
    world.run(f"""
        insert into world.capacity_intervals
        with staffing as (

            select interval_no, sum(scheduled) as scheduled_seconds, sum(staffed) as staffed_seconds,
                sum(productive) as productive_seconds
            from presence group by interval_no

        ),

        loaded as (

            -- While nobody is scheduled at a site its queue is closed, and contacts are led elsewhere.
            select demand.*, scheduled_seconds, staffed_seconds, productive_seconds,
                handle_seconds * draw_normal(1, 0.04, 'handle time', demand.interval_no) as true_handle_seconds,
                offered * true_handle_seconds / nullif(productive_seconds, 0) as load
            from world.demand as demand
            inner join staffing on staffing.interval_no = demand.interval_no and scheduled_seconds > 0
            where demand.day >= date '{first}' and demand.day < date '{end}'

        ),

        answered as (

            -- Customers give up where the load nears what those present can do; cases wait.
            select *, cast(greatest(0, least(floor(productive_seconds / true_handle_seconds), offered - case channel
                when 'back_office' then 0
                else floor(draw('abandoned', interval_no)
                    + offered * least(0.9, 0.01 + 0.8 * greatest(0, coalesce(load, 9) - 0.9)))
                end)) as bigint) as handled
            from loaded

        )

        select interval_no, vendor_id, site, queue, channel, time_zone, day, starts_local, starts_at, ends_at,
            target_seconds, expected_contacts, forecast_contacts, handle_seconds as forecast_handle_seconds,
            offered, handled, case channel when 'back_office' then 0 else offered - handled end as abandoned,
            case when target_seconds is not null then cast(least(handled, floor(draw('in time', interval_no)
                + handled * greatest(0.05, least(0.99, 1.03 - 0.6 * power(coalesce(load, 1), 4))))) as bigint) end
                as answered_within_target,
            round(cast(forecast_contacts * handle_seconds / (interval_minutes * 60 * 0.82) as decimal(18, 4)), 2) as required_fte,
            round(cast(scheduled_seconds / (interval_minutes * 60) as decimal(18, 4)), 2) as scheduled_fte,
            cast(answered_within_target / nullif(offered, 0) as decimal(9, 3)) as service_level,
            cast(staffed_seconds as bigint) as staffed_seconds, cast(productive_seconds as bigint) as productive_seconds,
            cast(least(productive_seconds, round(handled * true_handle_seconds)) as bigint) as occupied_seconds,
            cast(occupied_seconds / nullif(handled, 0) as decimal(9, 1)) as handle_seconds,
            later(ends_at, draw_integer(2, 9, 'reported', queue_day_no) * 3600) as reported_at,
            case when handled > 1 and chance({CORRECTED_RATE}, 'corrected', interval_no)
                then known(later(reported_at, 7 * 86400)) end as corrected_at
        from answered
        order by interval_no
    """)
    # Dealt out by the time that each was productive, so that the parts of an interval add up to it.
    world.run("""
        insert into world.shift_work
        select shift_no,
            sum(handled * reached // total - handled * (reached - productive) // total) as handled,
            sum(occupied_seconds * reached // total - occupied_seconds * (reached - productive) // total) as occupied_seconds
        from (
            select intervals.interval_no, shift_no, productive, productive_seconds as total, handled, occupied_seconds,
                sum(productive) over (partition by presence.interval_no order by shift_no rows unbounded preceding) as reached
            from presence
            inner join world.capacity_intervals as intervals on intervals.interval_no = presence.interval_no
            where productive > 0
        )
        group by shift_no
        order by shift_no
    """)


def _agent_days(world: World) -> None:
    """The time of each scheduled day of an agent, and where it went."""
    world.run(f"""
        create table world.agent_days as
        with work as (

            select shift_no, sum(handled) as handled, sum(occupied_seconds) as occupied_seconds
            from world.shift_work group by shift_no

        ),

        timed as (

            select shifts.*, coalesce(work.handled, 0) as handled, coalesce(work.occupied_seconds, 0) as occupied,
                date_diff('second', starts_at, ends_at) as scheduled,
                if(outcome = 'worked', scheduled - late_seconds + overtime_seconds, 0) as logged_in,
                if(is_new_hire_training, logged_in, cast(round({BREAK_SHARE} * scheduled) as bigint) + training_seconds)
                    as planned_aux
            from world.shifts as shifts
            left join work on work.shift_no = shifts.shift_no
            where started_on < cast(period_end() as date)

        ),

        parted as (

            select *, greatest(0, logged_in - planned_aux - overrun_seconds - occupied) as available,
                case skill when 'support' then occupied * 15 // 100 else 0 end as after_contact,
                case when skill = 'support' and team <> 'Orders and Delivery' then occupied * 8 // 100 else 0 end as hold
            from timed

        )

        select shift_no, agent_id, vendor_id, site, team, skill, started_on, starts_at, closed_at as reported_at, outcome,
            is_new_hire_training, cast(handled as bigint) as handled, scheduled, cast(logged_in as bigint) as logged_in,
            cast(available as bigint) as available,
            cast(occupied - hold - after_contact as bigint) as talk, cast(hold as bigint) as hold,
            cast(after_contact as bigint) as after_contact,
            cast(logged_in - occupied - available as bigint) as aux,
            cast(case outcome when 'worked' then planned_aux when 'leave' then scheduled else 0 end as bigint)
                as planned_shrinkage,
            cast(case outcome when 'worked' then late_seconds + overrun_seconds
                when 'leave' then 0 else scheduled end as bigint) as unplanned_shrinkage,
            cast(case outcome when 'worked' then 1 - (late_seconds + overrun_seconds) / scheduled
                when 'leave' then null else 0 end as decimal(9, 3)) as adherence,
            cast(case when outcome <> 'leave' then logged_in / scheduled end as decimal(9, 3)) as conformance,
            case outcome when 'leave' then 'VAC' when 'sick' then 'SICK' when 'no show' then 'NCNS' end as absence_code
        from parted
        order by shift_no
    """)


def _states(world: World) -> None:
    """What the telephone of the in-house teams saw: the parts of an agent's day in turn, and nothing until the next."""
    world.run("""
        create table world.agent_states as
        with parts as (

            select agent_id, later(days.starts_at, shifts.late_seconds) as login_at, days.logged_in,
                unnest(['available', 'on_call', 'after_call_work', 'away', 'available', 'on_call', 'after_call_work', 'away'])
                    as state,
                unnest([available // 2, (talk + hold) // 2, after_contact // 2, aux // 2,
                    available - available // 2, talk + hold - (talk + hold) // 2, after_contact - after_contact // 2,
                    aux - aux // 2]) as seconds,
                unnest(range(8)) as part
            from world.agent_days as days
            inner join (select shift_no, late_seconds from world.shifts) as shifts using (shift_no)
            where vendor_id = 'INT' and skill = 'support' and outcome = 'worked'

        ),

        timed as (

            select agent_id, state, login_at + to_seconds(coalesce(cast(sum(seconds) over earlier as bigint), 0)) as starts_at
            from parts
            where seconds > 0
            window earlier as (partition by agent_id, login_at order by part rows between unbounded preceding and 1 preceding)

            union all

            select distinct agent_id, 'offline', login_at + to_seconds(logged_in) from parts

        )

        select agent_id, state, starts_at, lead(starts_at) over (partition by agent_id order by starts_at) as ends_at
        from timed
        order by agent_id, starts_at
    """)
