"""What is going to be graded: who grades, tickets by whom, and how likely the work on them is defective.

Two tickets of every agent and week are drawn at random among those solved. What changes the quality of the work or the eye of a
grader is planted between this step and the grading (quality.py).
"""

from __future__ import annotations

import random

from simulator.engine import World
from simulator.world.names import FAMILY_NAMES, GIVEN_NAMES
from simulator.world.workforce import RAMP_DAYS

PER_AGENT_AND_WEEK = 2
OWN_CHECK_SHARE = 0.30  # of a vendor's graded tickets, its own people grade as well, by a scorecard of their own
SELF_CHECK_SHARE = 0.05  # of the graded tickets, the agent grades too
# In-house agents are seasoned: their graders see few errors and are not lenient.
VENDOR_FACTORS = {"BWP": 1.0, "SLV": 1.15, "INT": 0.65}
RAMP_FACTOR = 1.6  # on the first day a new hire errs 1 + this often as usual, less from day to day
AGENTS_PER_AUDITOR = 9
AUDITOR_MISS_RATE = (3, 22)  # Beta parameters of how often an auditor passes a defect: 12 %
AUDITOR_FALSE_ALARM_RATE = (2, 70)  # and marks what was right: 2.8 %
OWN_MISS_RATE = (6, 18)  # vendors look at themselves with a milder eye: 25 %


def play(world: World) -> None:
    _auditors(world)
    start = world.parameters.start
    factors = " ".join(f"when '{vendor}' then {factor}" for vendor, factor in VENDOR_FACTORS.items())
    world.run(f"""
        create table world.audit_samples as
        with solved as (

            select ticket_no, ticket_id, tickets.agent_id, vendor_id, site, opened_at, solved_at, hired_on,
                (cast(solved_at as date) - date '{start}') // 7 as week
            from world.tickets as tickets
            inner join world.agents as agents on agents.agent_id = tickets.agent_id
            where source_system = 'zendesk' and agents.skill = 'support'
                and solved_at >= period_start() and solved_at < period_end()

        ),

        drawn as (

            select * from solved
            qualify row_number() over (partition by agent_id, week order by draw('sample', ticket_no), ticket_no)
                <= {PER_AGENT_AND_WEEK}

        )

        -- Who has left keeps the last team.
        select drawn.*,
            (
                select arg_max(teams.team, valid_from_on) from world.agent_teams as teams
                where teams.agent_id = drawn.agent_id
                    and (valid_from_on <= cast(solved_at as date) or valid_from_on = hired_on)
            ) as team,
            vendor_id <> 'INT' and chance({OWN_CHECK_SHARE}, 'own check', ticket_no) as has_own_check,
            chance({SELF_CHECK_SHARE}, 'self check', ticket_no) as has_self_check,
            case vendor_id {factors} end * draw_lognormal(1, 0.35, 'quality', agent_id)
                * (1 + {RAMP_FACTOR} * exp(-greatest(0, cast(solved_at as date) - hired_on) / {RAMP_DAYS}.0)) as defect_factor
        from drawn
        order by ticket_no
    """)


def _auditors(world: World) -> None:
    """The company's auditors, assigned to a vendor each, and each vendor's own. The first leads and decides disputes."""
    draws = random.Random(f"audits {world.parameters.seed}")
    pool = world.run("""
        select email, given_name || ' ' || family_name from world.people
        where department = 'Customer Support' and level in ('staff', 'manager') and left_on is null and hired_on < period_start()
        order by level, draw('auditor', person_id), person_id
    """).fetchall()
    counts = dict(
        world.run("select vendor_id, count(*) from world.agents where skill = 'support' group by 1 order by 1").fetchall()
    )
    rows: list[tuple] = [(1, *pool.pop(0), None, True, 0.04, 0.01)]
    for vendor in VENDOR_FACTORS:
        for _ in range(max(2, round(counts.get(vendor, 0) / AGENTS_PER_AUDITOR))):
            if pool:
                rows.append(
                    (len(rows) + 1, *pool.pop(0), vendor, True, round(draws.betavariate(*AUDITOR_MISS_RATE), 4),
                     round(draws.betavariate(*AUDITOR_FALSE_ALARM_RATE), 4))
                )  # fmt: skip
    domains = world.run("select vendor_id, domain from world.vendors where vendor_id <> 'INT' order by 1").fetchall()
    for vendor, domain in domains:
        for number in range(2):
            given, family = draws.choice(GIVEN_NAMES), draws.choice(FAMILY_NAMES)
            address = f"{given}.{family}.qa{number + 1}@{domain}".lower()
            rows.append(
                (len(rows) + 1, address, f"{given} {family}", vendor, False, round(draws.betavariate(*OWN_MISS_RATE), 4),
                 round(draws.betavariate(*AUDITOR_FALSE_ALARM_RATE), 4))
            )  # fmt: skip
    # vendor_id: whose agents the auditor grades, null for the lead; is_ours: of the company, not of the vendor.
    world.load(
        "world.auditors",
        "auditor_id integer, email varchar, auditor_name varchar, vendor_id varchar, is_ours boolean, miss_rate double, "
        "false_alarm_rate double",
        rows,
    )
