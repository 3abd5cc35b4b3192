"""Tickets: what becomes of each contact, from the opening through waiting, work, transfers and reopenings to the closing.

A ticket goes from phase to phase; each phase is a row of `world.ticket_states` with everything that holds from its moment on.
Work and queues take working time of the desk's calendar (`work_seconds`, planted, not measured), customers take the time they
take. All tickets of a stretch take their n-th step together, so that memory depends on neither scale nor period.
"""

from __future__ import annotations

from simulator.engine import World
from simulator.world.contacts import stretches

STEPS = 16  # at most, per ticket; towards the end tickets are solved and stay so
LAST_BRANCHING_STEP = 9

SPAM_SHARE = 0.03  # of the customers' tickets: deleted
TEST_SHARE = 0.015  # of the incidents: somebody tried something out, and an administrator deletes it days later
MERGED_SHARE = 0.02  # closed as a duplicate of another ticket of the same customer
WITHDRAWN_SHARE = 0.03  # of the employees' tickets: cancelled by who opened them
APPROVAL_SHARE = 0.7  # of the requested items that need somebody's approval
REJECTED_SHARE = 0.08  # of those
SILENT_SHARE = 0.14  # of the questions that the customer never answers
WRONG_ESCALATION_SHARE = 0.15  # of the escalations: handed back
RAISED_SHARE = 0.3  # of the escalations with a higher priority from then on

# Median minutes of working time in the queue until somebody takes the ticket; chats do not wait so long.
QUEUE_MINUTES = {"critical": 9, "high": 30, "moderate": 95, "low": 260, "planning": 900}
CHAT_FACTOR = 0.12
TRIAGE_MINUTES = 35  # until somebody sees that the ticket is in the wrong team
FURTHER_WORK_FACTOR = 2.5  # coming back to a ticket takes longer than working on from the first look
HOLD_MINUTES = 700
TEST_MINUTES = 2_000
APPROVAL_MINUTES = 240
ANSWER_MINUTES = {"customer": 300, "employee": 150}
REOPEN_MINUTES = {"customer": 600, "employee": 240}
LONGEST_REOPEN_MINUTES = 1_500  # before any desk closes

CHANNELS = {
    "customer": (["email", "web", "chat", "mobile_sdk", "voice"], [38, 27, 18, 9, 8]),
    "incident": (["self-service", "phone", "email", "chat"], [46, 26, 18, 10]),
    "legacy": (["phone", "email", "self service"], [55, 30, 15]),
    "item": (["self-service"], [1]),
    "help": (["portal", "email"], [80, 20]),
    "bug": (["web"], [1]),
}

# Satisfaction: log odds that a customer calls the answer good, and who answers the survey at all.
SATISFIED = 2.6
UNSATISFIED_PER_LOG_HOUR = 0.42
UNSATISFIED_PER_REOPENING = 0.9
UNSATISFIED_IF_MISROUTED = 0.5
UNSATISFIED_IF_SILENT = 0.6
ANSWER_SHARE = {"good": 0.21, "bad": 0.34}  # those who are not satisfied answer more often
OFFER_HOURS = 24  # after the solution, if it still stands
LAST_ANSWER_HOURS = 90  # before the ticket is closed

# phase, canonical status, and the status that the systems show; a dash where a desk does not know the phase.
STATUSES = """
    opened     new               New                       New                 Open               Open
    pending    on_hold           -                         -                   Pending            -
    approved   new               -                         -                   Open               -
    triaged    new               New                       New                 Open               Open
    taken      open              In_Progress               Active              Work_in_Progress   In_Progress
    escalated  open              In_Progress               Active              Work_in_Progress   In_Progress
    returned   open              In_Progress               Active              Work_in_Progress   In_Progress
    asked      pending_customer  On_Hold:_Awaiting_Caller  Awaiting_User_Info  -                  Waiting_for_customer
    answered   open              In_Progress               Active              -                  Waiting_for_support
    parked     on_hold           On_Hold:_Awaiting_Vendor  Awaiting_Vendor     -                  Pending
    resumed    open              In_Progress               Active              -                  In_Progress
    solved     solved            Resolved                  Resolved            -                  Resolved
    silent     solved            Resolved                  Resolved            -                  Resolved
    rated      solved            -                         -                   -                  Resolved
    reopened   open              In_Progress               Active              -                  Reopened
    closed     closed            Closed                    Closed              -                  Closed
    fulfilled  closed            -                         -                   Closed_Complete    -
    merged     closed            -                         -                   -                  -
    deleted    cancelled         Deleted                   -                   -                  -
    cancelled  cancelled         Canceled                  Canceled            Closed_Skipped     Canceled
    rejected   cancelled         -                         -                   Closed_Incomplete  -
"""
HELPDESK_STATUSES = {
    "new": "new", "open": "open", "pending_customer": "pending", "on_hold": "hold", "solved": "solved", "closed": "closed",
    "cancelled": "deleted",
}  # fmt: skip
# What a parked incident waits for, beside the vendor of the table above.
OTHER_HOLDS = {
    "incident": ["On Hold: Awaiting Problem", "On Hold: Awaiting Change"],
    "legacy": ["Awaiting Problem", "Awaiting Evidence"],
}
PRIORITIES = ("critical", "high", "moderate", "low", "planning")
# How the systems write priorities, most urgent first.
PRIORITY_NAMES = {
    "zendesk": ("urgent", "high", "normal", "low", None),
    "servicenow_tables": ("1", "2", "3", "4", "5"),
    "servicenow": ("1 - Critical", "2 - High", "3 - Moderate", "4 - Low", "5 - Planning"),
    "jira": ("Highest", "High", "Medium", "Low", "Lowest"),
}
# Where the systems' numbers begin; projects of the issue tracker count their own keys.
FIRST_NUMBERS = {
    "customer": 148_000,
    "incident": 10_000,
    "item": 20_000,
    "legacy": 3_000,
    "issue": 40_000,
    "HELP": 2_100,
    "WEB": 5_400,
}
NEVER = "timestamp '9999-12-31'"


def play(world: World) -> None:
    _lookups(world)
    for number, (since, until) in enumerate(stretches(world)):
        world.run(f"create or replace temp table arrivals as {ARRIVALS}", since, until)
        world.run(f"create or replace temp table frontier as {OPENED}")
        world.run("create or replace temp table states as from frontier")
        for step in range(STEPS):
            world.run(f"create or replace temp table chosen as {CHOSEN}")
            world.run(f"{'insert into' if step else 'create or replace temp table'} surveys {'' if step else 'as'} {SURVEYED}")
            world.run(f"create or replace temp table frontier as {NEXT}")
            world.run("insert into states from frontier")
        for name, query in (("numbered", NUMBERED), ("keyed", KEYED)):
            world.run(f"create or replace temp table {name} as {query}")
        for table, query in STORED.items():
            world.run(f"insert into world.{table} {query}" if number else f"create table world.{table} as {query}")
        world.run("""
            update world.ticket_numbers set last = last + coalesce((select count(*) from numbered where sequence = name), 0)
                + coalesce((select count(*) from keyed where team = name), 0)
        """)
    for table in ("arrivals", "frontier", "states", "chosen", "surveys", "numbered", "keyed"):
        world.run(f"drop table {table}")


def _lookups(world: World) -> None:
    statuses = []
    for line in STATUSES.strip().splitlines():
        phase, status, *raw = line.split()
        statuses.append(("customer", phase, status, HELPDESK_STATUSES[status]))
        for desks, name in zip((("incident",), ("legacy",), ("item",), ("help", "bug")), raw, strict=True):
            statuses += [(desk, phase, status, name.replace("_", " ")) for desk in desks if name != "-"]
    world.load("world.ticket_statuses", "desk varchar, phase varchar, status varchar, status_raw varchar", statuses)
    world.load(
        "world.ticket_priorities",
        "source_system varchar, priority varchar, priority_no integer, priority_raw varchar",
        [
            (system, name, n, raw)
            for system, names in PRIORITY_NAMES.items()
            for n, (name, raw) in enumerate(zip(PRIORITIES, names, strict=True), 1)
        ],
    )
    world.load(
        "world.ticket_channels",
        "desk varchar, channels varchar[], weights integer[]",
        [(desk, *choices) for desk, choices in CHANNELS.items()],
    )
    world.load("world.ticket_numbers", "name varchar, last bigint", list(FIRST_NUMBERS.items()))
    world.run("""
        create table world.employee_seats as
        select company_code as place, person_id, manager_id, left_on,
            row_number() over (partition by company_code order by person_id) as seat,
            count(*) over (partition by company_code) as seats
        from world.people where level <> 'chief';
        create macro whole(seconds, grain) as greatest(1, cast(ceil(seconds / grain) as bigint)) * grain;
    """)


# A Poisson process in each cell of the demand: waits between contacts are exponential, up to the end of the cell.
ARRIVALS = f"""
    with cells as (
        select * from world.contact_demand where from_at >= ? and from_at < ? and expected > 0
    ), waits as (
        select *, cell_no * 100000 + k as ticket_no,
            sum(-ln(draw('contact', cell_no * 100000 + k))) over (partition by cell_no order by k) as waited
        from cells, unnest(range(1, 4 + cast(ceil(expected + 6 * sqrt(expected)) as bigint))) as numbers(k)
    ), contacts as (
        select ticket_no, driver_no, place_no, surge_id,
            from_at + to_seconds(cast(floor(date_diff('second', from_at, until_at) * waited / expected) as bigint)) as contact_at
        from waits where waited < expected
    ), described as (
        select ticket_no, driver_no, drivers.desk, drivers.kind as ticket_type, place, surge_id, places.kind as audience,
            source_system, calendar, grain, silence_hours, closing_hours,
            contact_at - to_seconds(cast(epoch(contact_at) as bigint) % grain) as opened_at,
            team as true_team, next_team, ask, hold, escalate, reopen, minutes,
            pick_weighted(channels, weights, 'channel', ticket_no) as channel,
            pick(subjects, 'subject', ticket_no) as subject,
            pick_weighted({list(PRIORITIES)}, priorities, 'priority', ticket_no) as opening_priority
        from contacts
        join world.drivers using (driver_no)
        join world.desks using (desk)
        join world.contact_places as places on places.desk = drivers.desk and places.place_no = contacts.place_no
        join world.ticket_channels as channels on channels.desk = drivers.desk
    )
    select described.*,
        case when audience = 'customer'
            -- Some customers write much more often than others.
            then regions.first_customer + cast(floor(draw('requester', ticket_no) ** 1.7 * regions.customers) as bigint)
            when employees.left_on <= opened_at then employees.manager_id else employees.person_id end as requester_no,
        employees.manager_id as approver_no,
        coalesce(errors.team, described.true_team) as first_team,
        chance(case described.desk when 'customer' then {SPAM_SHARE} when 'incident' then {TEST_SHARE} else 0 end,
            'is deleted', ticket_no) as is_junk,
        audience = 'customer' and chance({MERGED_SHARE}, 'merged', ticket_no) as is_merged,
        audience = 'employee' and chance({WITHDRAWN_SHARE}, 'withdrawn', ticket_no) as is_withdrawn,
        described.desk = 'item' and chance({APPROVAL_SHARE}, 'needs approval', ticket_no) as needs_approval,
        coalesce(loads.wait_factor, 1) * case channel when 'chat' then {CHAT_FACTOR} else 1 end as wait_factor
    from described
    left join world.regions on regions.region = described.place
    left join (select place as company, max(seats) as headcount from world.employee_seats group by 1) as headcounts
        on headcounts.company = described.place
    left join world.employee_seats as employees
        on employees.place = described.place and employees.seat = draw_integer(1, headcount, 'requester', ticket_no)
    left join world.routing_errors as errors
        on errors.driver_no = described.driver_no and opened_at >= errors.from_at and opened_at < errors.until_at
        and chance(errors.share, 'routing', ticket_no)
    left join world.team_loads as loads on loads.team = described.true_team and loads.hour_at = date_trunc('hour', opened_at)
"""

OPENED = f"""
    select ticket_no, desk, calendar, grain, silence_hours, closing_hours, audience, opened_at, true_team, next_team,
        ask, hold, escalate, reopen, minutes, wait_factor, is_junk, is_merged, is_withdrawn,
            first_team <> true_team as is_misrouted,
        0 as step, case when needs_approval then 'pending' else 'opened' end as phase, opened_at as from_at,
        cast(null as bigint) as work_seconds, first_team as team, cast(null as bigint) as agent_no, {NEVER} as agent_until,
        cast(1 as double) as pace, opening_priority as priority, 0 as reply_count, 0 as reopen_count, 0 as move_count,
        0 as group_count, 0 as agent_count, cast(null as timestamp) as first_reply_at, cast(null as timestamp) as solved_at
    from arrivals
"""

# What comes next for each ticket. The key of a draw is the ticket and its step.
_KEY = "ticket_no * 32 + step"
_GOOD = f"""
    draw('satisfied', {_KEY}) < 1 / (1 + exp(-({SATISFIED} + draw_normal(0, 0.4, 'agent pleases', coalesce(agent_no, 0))
        - {UNSATISFIED_PER_LOG_HOUR} * ln(1 + epoch(from_at - opened_at) / 3600) - {UNSATISFIED_PER_REOPENING} * reopen_count
        - case when is_misrouted then {UNSATISFIED_IF_MISROUTED} else 0 end
        - case phase when 'silent' then {UNSATISFIED_IF_SILENT} else 0 end)))
"""
_IS_SURVEYED = "phase in ('solved', 'silent') and desk in ('customer', 'help')"


def _by_audience(minutes: dict[str, int]) -> str:
    return f"case audience when 'customer' then {minutes['customer']} else {minutes['employee']} end"


CHOSEN = f"""
    with drawn as (
        select *, draw('next phase', {_KEY}) as u, step >= {LAST_BRANCHING_STEP} as is_late,
            whole(60 * draw_lognormal({_by_audience(ANSWER_MINUTES)}, 1.15, 'answer', {_KEY}), grain) as answer_seconds,
            whole(60 * least(draw_lognormal({_by_audience(REOPEN_MINUTES)}, 1.0, 'reopening', {_KEY}), {LONGEST_REOPEN_MINUTES}),
                grain) as reopen_seconds,
            case when {_IS_SURVEYED} then {_GOOD} end as is_satisfied,
            {OFFER_HOURS} * 3600 + whole(60 * draw_lognormal(320, 1.1, 'survey', {_KEY}), grain) as survey_seconds
        from frontier
    ), answering as (
        select *, coalesce(is_satisfied is not null
            and chance(case when is_satisfied then {ANSWER_SHARE["good"]} else {ANSWER_SHARE["bad"]} end, 'answers survey',
                {_KEY})
            and survey_seconds < {LAST_ANSWER_HOURS} * 3600, false) as answers_survey
        from drawn
    )
    select answering.*, coalesce(paces.factor, 1) as slowness,
        case
            when phase in ('opened', 'pending') and is_junk then 'deleted'
            when phase in ('opened', 'pending') and is_merged then 'merged'
            when phase in ('opened', 'pending') and is_withdrawn then 'cancelled'
            when phase = 'pending' then case when u < {REJECTED_SHARE} then 'rejected' else 'approved' end
            when phase in ('opened', 'approved') and answering.team <> true_team then 'triaged'
            when phase in ('opened', 'approved', 'triaged') then 'taken'
            when desk = 'item' and phase = 'taken' then 'fulfilled'
            when phase = 'taken' and u < ask then 'asked'
            when phase = 'taken' and u < ask + hold then 'parked'
            when phase = 'taken' and u < ask + hold + escalate then 'escalated'
            when phase = 'escalated' and u < {WRONG_ESCALATION_SHARE} then 'returned'
            when phase = 'escalated' and u < {WRONG_ESCALATION_SHARE} + 0.2 then 'asked'
            when phase = 'asked' and (u < {SILENT_SHARE} or audience = 'customer' and answer_seconds > silence_hours * 3600)
                then 'silent'
            when phase = 'asked' then 'answered'
            when phase = 'parked' then 'resumed'
            when phase in ('answered', 'returned', 'resumed', 'reopened') and not is_late and u < ask * 0.5 then 'asked'
            when phase in ('answered', 'returned') and not is_late and u < (ask + hold) * 0.5 then 'parked'
            when phase in ('taken', 'escalated', 'returned', 'answered', 'resumed', 'reopened') then 'solved'
            when phase in ('solved', 'silent') and not is_late and chance(reopen, 'reopens', {_KEY}) then 'reopened'
            when phase in ('solved', 'silent') and answers_survey then 'rated'
            when phase in ('solved', 'silent', 'rated') and closing_hours is not null then 'closed'
        end as next_phase
    from answering
    left join world.team_paces as paces on paces.team = answering.team and answering.from_at >= paces.from_at
        and answering.from_at < paces.until_at
"""

# What everybody would have said whose ticket was solved, asked or not.
SURVEYED = f"""
    select ticket_no, step, from_at as solved_at, team, agent_no, is_satisfied,
        case when next_phase is distinct from 'reopened' or reopen_seconds > {OFFER_HOURS} * 3600
            then from_at + interval {OFFER_HOURS} hour end as offered_at,
        case next_phase when 'rated' then later(from_at, survey_seconds) end as answered_at,
        case when desk = 'customer' then case when is_satisfied then 'good' else 'bad' end
            when is_satisfied then case when chance(0.6, 'five stars', {_KEY}) then '5' else '4' end
            else pick_weighted(['3', '2', '1'], [4, 3, 3], 'few stars', {_KEY}) end as score
    from chosen where {_IS_SURVEYED}
"""

_QUEUE = "case priority " + " ".join(f"when '{name}' then {minutes}" for name, minutes in QUEUE_MINUTES.items()) + " end"
_IS_WORK = (
    "next_phase not in ('silent', 'rated', 'closed') and not (audience = 'customer' and next_phase in ('answered', 'reopened'))"
)
_IS_STAFFED = "next_phase in ('taken', 'escalated', 'returned', 'asked', 'parked', 'resumed', 'solved', 'fulfilled')"
_IS_REPLY = "next_phase in ('asked', 'parked', 'solved', 'fulfilled')"
# Three of the team are asked in turn; who is not in it that day passes on, at last to the lead.
_SEATS = ", ".join(f"case when needs_agent then draw_integer(1, seats, 'agent {n}', {_KEY}) end as seat_{n}" for n in "abc")
_CANDIDATES = " ".join(f"left join world.team_members as {n} on {n}.team = next_holder and {n}.seat = seat_{n}" for n in "abc")


def _agent(column: str, otherwise: str, unchanged: str) -> str:
    """A column of the first candidate who is in the team at that moment."""
    candidates = " ".join(f"when {n}.from_at <= next_at and next_at < {n}.until_at then {n}.{column}" for n in "abc")
    return f"case when not needs_agent then {unchanged} {candidates} else {otherwise} end"


NEXT = f"""
    with waits as (
        select *,
            case
                when desk = 'incident' and next_phase = 'deleted' then draw_lognormal({TEST_MINUTES}, 0.6, 'wait', {_KEY})
                when next_phase in ('deleted', 'merged', 'cancelled') then draw_lognormal(45, 0.8, 'wait', {_KEY})
                when next_phase in ('approved', 'rejected') then draw_lognormal({APPROVAL_MINUTES}, 1.0, 'wait', {_KEY})
                when next_phase = 'triaged' then draw_lognormal({TRIAGE_MINUTES}, 0.7, 'wait', {_KEY}) * slowness
                when next_phase = 'taken' then draw_lognormal({_QUEUE}, 0.9, 'wait', {_KEY}) * wait_factor * slowness
                when next_phase = 'resumed' then draw_lognormal({HOLD_MINUTES}, 0.9, 'wait', {_KEY})
                when phase = 'taken' then draw_lognormal(minutes, 0.7, 'wait', {_KEY}) * pace * slowness
                else draw_lognormal(minutes * {FURTHER_WORK_FACTOR}, 0.9, 'wait', {_KEY}) * pace * slowness
            end as minutes_of_work
        from chosen where next_phase is not null
    ), lengths as (
        select * exclude (work_seconds),
            case
                when not ({_IS_WORK}) then null
                when next_phase = 'answered' then answer_seconds
                when next_phase = 'reopened' then reopen_seconds
                else whole(60 * minutes_of_work, grain)
            end as work_seconds
        from waits
    ), moments as (
        select *,
            case
                when work_seconds is not null then placed(calendar, reading(calendar, from_at) + work_seconds)
                when next_phase = 'answered' then later(from_at, answer_seconds)
                when next_phase = 'reopened' then later(from_at, reopen_seconds)
                when next_phase = 'rated' then later(from_at, survey_seconds)
                -- The helpdesk's automations run every hour.
                when desk = 'customer' then date_trunc('hour', interval 59 minute
                    + case next_phase when 'silent' then from_at + to_hours(silence_hours)
                        else solved_at + to_hours(closing_hours) end)
                when next_phase = 'silent' then from_at + to_hours(silence_hours)
                else solved_at + to_hours(closing_hours)
            end as next_at,
            case next_phase when 'escalated' then next_team when 'triaged' then true_team when 'returned' then true_team
                else team end as next_holder
        from lengths
    ), vacancies as (
        select *, next_phase in ('taken', 'escalated', 'returned')
            or {_IS_STAFFED} and agent_no is not null and next_at >= agent_until as needs_agent
        from moments
    ), seated as (
        select vacancies.*, lead_id, {_SEATS} from vacancies join world.team_leads as leads on leads.team = next_holder
    ), assigned as (
        select seated.*, {_agent("member_id", "lead_id", "agent_no")} as next_agent,
            {_agent("until_at", NEVER, "agent_until")} as next_agent_until, {_agent("pace", "1", "seated.pace")} as next_pace
        from seated
        {_CANDIDATES}
    )
    select ticket_no, desk, calendar, grain, silence_hours, closing_hours, audience, opened_at, true_team, next_team,
        ask, hold, escalate, reopen, minutes, wait_factor, is_junk, is_merged, is_withdrawn, is_misrouted,
        step + 1 as step, next_phase as phase, next_at as from_at, work_seconds, next_holder as team, next_agent as agent_no,
        next_agent_until as agent_until, next_pace as pace,
        case when next_phase = 'escalated' and chance({RAISED_SHARE}, 'raised', {_KEY})
            then coalesce({list(PRIORITIES)}[nullif(list_position({list(PRIORITIES)}, priority) - 1, 0)], priority)
            else priority end as priority,
        reply_count + case when {_IS_REPLY} then 1 else 0 end as reply_count,
        reopen_count + case next_phase when 'reopened' then 1 else 0 end as reopen_count,
        move_count + case when next_holder <> team or next_agent <> agent_no then 1 else 0 end as move_count,
        group_count + case when next_holder <> team then 1 else 0 end as group_count,
        agent_count + case when next_agent is distinct from agent_no then 1 else 0 end as agent_count,
        case when {_IS_REPLY} then coalesce(first_reply_at, next_at) else first_reply_at end as first_reply_at,
        case when next_phase in ('solved', 'silent', 'fulfilled', 'merged') then next_at
            when next_phase in ('rated', 'closed') then solved_at end as solved_at
    from assigned
"""

NUMBERED = """
    select arrivals.*, name as sequence, last + row_number() over (partition by name order by opened_at, ticket_no) as number
    from arrivals join world.ticket_numbers on name = case when desk in ('help', 'bug') then 'issue' else desk end
"""

# An issue is called by its project; whenever it is moved it gets the next free key of the other project.
KEYED = """
    with holders as (
        select ticket_no, step, from_at, team, lag(team) over (partition by ticket_no order by step) as previous_team
        from states where desk in ('help', 'bug')
    )
    select ticket_no, step, team, team || '-' || (last + row_number() over (partition by team order by from_at, ticket_no,
        step)) as issue_key
    from holders join world.ticket_numbers on name = team where team is distinct from previous_team
"""

_BY_REQUESTER = "phase in ('opened', 'pending', 'answered', 'reopened', 'rated', 'cancelled')"
_IN_ORDER = "(partition by ticket_no order by step)"
STORED = {
    # What happens, phase by phase; the columns that begin with `previous` are null in the first phase.
    "ticket_states": f"""
        with named as (
            select states.*, statuses.status,
                case when phase = 'parked' and chance(0.6, 'waits for', {_KEY}) then case states.desk
                    when 'incident' then pick({OTHER_HOLDS["incident"]}, 'waits for whom', {_KEY})
                    when 'legacy' then pick({OTHER_HOLDS["legacy"]}, 'waits for whom', {_KEY}) else status_raw end
                    else status_raw end as status_raw,
                last_value(issue_key ignore nulls) over {_IN_ORDER} as issue_key
            from states
            join world.ticket_statuses as statuses using (desk, phase)
            left join keyed using (ticket_no, step)
        ), chained as (
            select *, lead(from_at) over {_IN_ORDER} as until_at, lead(work_seconds) over {_IN_ORDER} as seconds_of_work,
                lag(status) over {_IN_ORDER} as previous_status, lag(status_raw) over {_IN_ORDER} as previous_status_raw,
                lag(team) over {_IN_ORDER} as previous_team, lag(agent_no) over {_IN_ORDER} as previous_agent_no,
                lag(priority) over {_IN_ORDER} as previous_priority, lag(issue_key) over {_IN_ORDER} as previous_issue_key
            from named
        )
        select ticket_no, desk, opened_at, step, phase, from_at, coalesce(until_at, {NEVER}) as until_at,
            seconds_of_work as work_seconds, status, status_raw, chained.team, agent_no, priority, issue_key, reply_count,
                reopen_count, move_count, group_count, agent_count,
            first_reply_at, solved_at,
            max(case when status_raw is distinct from previous_status_raw then from_at end) over {_IN_ORDER} as status_at,
            previous_status, previous_status_raw, previous_team, previous_agent_no, previous_priority, previous_issue_key,
            -- Who did it: the requester, an agent, whoever sorts the queue, or nobody but the system.
            case when phase in ('silent', 'closed') then 'system' when audience = 'employee' then 'employee'
                when {_BY_REQUESTER} then 'customer' else 'agent' end as actor_kind,
            case when phase in ('silent', 'closed') then null when {_BY_REQUESTER} then requester_no
                when phase in ('approved', 'rejected') then approver_no
                when phase in ('triaged', 'merged', 'deleted') then lead_id else agent_no end as actor_no
        from chained
        join (select ticket_no, requester_no, approver_no from arrivals) using (ticket_no)
        join world.team_leads as leads on leads.team = coalesce(previous_team, chained.team)
        order by ticket_no, step
    """,
    "tickets": """
        with ends as (
            select ticket_no, arg_max(agent_no, step) as agent_no, arg_max(team, step) as last_team, max(solved_at) as solved_at,
                max(case phase when 'closed' then from_at end) as closed_at, min(first_reply_at) as first_reply_at
            from states group by ticket_no
        )
        select ticket_no, source_system, desk,
            case desk when 'incident' then format('INC{:07d}', number) when 'item' then format('RITM{:07d}', number)
                when 'legacy' then format('CIN{:07d}', number) else cast(number as varchar) end as ticket_id,
            number, driver_no, place, audience, channel, subject, ticket_type, calendar, requester_no, approver_no, surge_id,
            opened_at, first_team, true_team, opening_priority, is_junk, is_merged, needs_approval,
            case desk when 'customer' then agent_no end as agent_id, agent_no, last_team, first_reply_at, solved_at, closed_at
        from numbered join ends using (ticket_no) order by ticket_no
    """,
    "surveys": "from surveys order by ticket_no, step",
}
