"""Who handles tickets and reviews content: vendors with sites, and agents who come, move and go, and err each in their way."""

from __future__ import annotations

import random
from datetime import timedelta

from simulator.engine import World
from simulator.world.names import FAMILY_NAMES, GIVEN_NAMES

# vendor, name, domain of its agents' addresses, share of the agents
VENDORS = [
    ("BWP", "Brightwater Contact Partners", "brightwater.example", 0.45),
    ("SLV", "Solvane Outsourcing", "solvane.example", 0.35),
    ("INT", "Harbourline in-house teams", "harbourline.example", 0.20),
]

# vendor, site, country, time zone, languages
SITES = [
    ("BWP", "Manila", "PH", "Asia/Manila", ("en",)),
    ("BWP", "Krakow", "PL", "Europe/Warsaw", ("en", "de", "pl")),
    ("SLV", "Bogota", "CO", "America/Bogota", ("en", "es")),
    ("SLV", "Lisbon", "PT", "Europe/Lisbon", ("en", "pt", "fr")),
    ("INT", "Berlin", "DE", "Europe/Berlin", ("en", "de")),
    ("INT", "Austin", "US", "America/Chicago", ("en", "es")),
]

# team, what it handles, share of the agents
TEAMS = [
    ("Accounts and Billing", "support", 0.25),
    ("Orders and Delivery", "support", 0.22),
    ("Technical Support", "support", 0.15),
    ("Content Review", "safety", 0.26),
    ("Escalations and Appeals", "safety", 0.12),
]

AGENTS = 90
RAMP_DAYS = 30
NEW_HIRE_SHARE = 0.20  # hired during the period
ATTRITION_PER_YEAR = 0.35
MOVE_SHARE = 0.10  # change the team during the period, with the first day of a weekly schedule
FIRST_HELPDESK_ID = 387_000_000_000  # the helpdesk numbers its users of all kinds in one sequence
MISS_RATE = (2, 28)  # Beta parameters of how often an agent passes what violates: 6.7 % on average
FALSE_ALARM_RATE = (2, 48)  # and acts on what does not: 4 %


def play(world: World) -> None:
    draws = random.Random(f"workforce {world.parameters.seed}")
    start, days = world.parameters.start, world.parameters.days
    world.load("world.vendors", "vendor_id varchar, vendor_name varchar, domain varchar, share double", VENDORS)
    world.load(
        "world.sites",
        "vendor_id varchar, site varchar, country_code varchar, time_zone varchar, languages varchar[]",
        [(*s[:4], list(s[4])) for s in SITES],
    )
    agents, versions, taken, numbers = [], [], {}, {}
    for number in range(1, max(24, min(50_000, round(AGENTS * world.parameters.scale))) + 1):
        vendor = draws.choices(VENDORS, [v[3] for v in VENDORS])[0]
        site = draws.choice([s for s in SITES if s[0] == vendor[0]])
        team = draws.choices(TEAMS, [t[2] for t in TEAMS])[0]
        given, family = draws.choice(GIVEN_NAMES), draws.choice(FAMILY_NAMES)
        local = f"{given[0]}.{family}".lower()
        taken[local] = taken.get(local, 0) + 1
        email = f"{local}{taken[local] if taken[local] > 1 else ''}@{vendor[2]}"
        is_new = draws.random() < NEW_HIRE_SHARE
        hired = (
            start + timedelta(days=draws.randrange(max(1, days - 14)))
            if is_new
            else start - timedelta(days=draws.randint(40, 1500))
        )
        employed_from = max(hired, start)
        horizon = (start + timedelta(days=days) - employed_from).days
        left = (
            employed_from + timedelta(days=draws.randint(7, max(8, horizon)))
            if draws.random() < ATTRITION_PER_YEAR * horizon / 365
            else None
        )
        if left and left >= start + timedelta(days=days):
            left = None
        numbers[vendor[0]] = numbers.get(vendor[0], 1000) + 1
        agents.append(
            (
                number, str(numbers[vendor[0]]), str(FIRST_HELPDESK_ID + number) if team[1] == "support" else None,
                email, given, family, vendor[0], site[1], site[2], site[3], draws.choice(site[4]), team[1], hired, left,
                round(draws.betavariate(*MISS_RATE), 4), round(draws.betavariate(*FALSE_ALARM_RATE), 4),
                round(draws.lognormvariate(0, 0.2), 4),
            )
        )  # fmt: skip
        moved = employed_from + timedelta(days=draws.randint(10, max(11, horizon - 5)))
        moved += timedelta(days=-(moved - start).days % 7)
        if draws.random() < MOVE_SHARE and moved < (left or start + timedelta(days=days)):
            other = draws.choice([t for t in TEAMS if t[1] == team[1] and t != team])
            versions += [(number, team[0], hired, moved), (number, other[0], moved, left)]
        else:
            versions.append((number, team[0], hired, left))
    # vendor_agent_id is how the vendor numbers its people: two vendors have the same numbers. helpdesk_id is the agent's user in
    # the helpdesk, null for those who review content.
    world.load(
        "world.agents",
        "agent_id integer, vendor_agent_id varchar, helpdesk_id varchar, email varchar, given_name varchar, family_name varchar, "
        "vendor_id varchar, site varchar, country_code varchar, time_zone varchar, language varchar, skill varchar, "
        "hired_on date, left_on date, miss_rate double, false_alarm_rate double, pace double",
        agents,
    )
    # When an agent belonged to which team: valid_to_on is the first day that no longer counts, null while it lasts.
    world.load("world.agent_teams", "agent_id integer, team varchar, valid_from_on date, valid_to_on date", versions)
    world.truth(
        "agents",
        "One row per agent: vendor, site, how often the agent passes what violates (miss_rate) and acts on what does not "
        "(false_alarm_rate), before anything planted; pace multiplies the time a case takes.",
        "select agent_id, vendor_agent_id, helpdesk_id, email, vendor_id, site, country_code, language, skill, hired_on, "
        "left_on, miss_rate, false_alarm_rate, pace from world.agents",
    )
    world.truth(
        "agent_teams",
        "One row per agent and team it belonged to, with the days; valid_to_on is excluded.",
        "from world.agent_teams",
    )
