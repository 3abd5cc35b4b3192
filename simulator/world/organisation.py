"""The company: legal entities with an ERP each, cost centres, people with managers, approval limits, absences and delegations.

Small, so it is made row by row in Python; what has volume refers to it.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

from simulator.engine import World
from simulator.world.names import FAMILY_NAMES, GIVEN_NAMES

DOMAIN = "harbourline.example"

# code, name, country, currency, time zone, ERP, intake of requests, share of the people
COMPANIES = [
    ("HL10", "Harbourline Systems GmbH", "DE", "EUR", "Europe/Berlin", "sap", "jira", 0.30),
    ("HL20", "Harbourline Incorporated", "US", "USD", "America/New_York", "oracle", "zip", 0.35),
    ("HL30", "Harbourline Labs Limited", "GB", "GBP", "Europe/London", "netsuite", "zip", 0.15),
    ("HL40", "Harbourline Commerce Incorporated", "US", "USD", "America/Los_Angeles", "coupa", "zip", 0.20),
]

# number of the cost centre, department, whether it buys technology or corporate services, share of the people
DEPARTMENTS = [
    (1100, "Platform Engineering", "technology", 0.16),
    (1200, "Product Engineering", "technology", 0.17),
    (1300, "Data and Machine Learning", "technology", 0.08),
    (1400, "Information Technology", "technology", 0.06),
    (1500, "Information Security", "technology", 0.04),
    (2100, "Product and Design", "corporate services", 0.08),
    (2200, "Sales", "corporate services", 0.11),
    (2300, "Marketing", "corporate services", 0.07),
    (3100, "Customer Support", "corporate services", 0.07),
    (3200, "Trust and Safety", "corporate services", 0.04),
    (4100, "Finance", "corporate services", 0.04),
    (4200, "Procurement", "corporate services", 0.02),
    (4300, "Legal", "corporate services", 0.02),
    (4400, "People", "corporate services", 0.02),
    (4500, "Workplace and Facilities", "corporate services", 0.02),
]

# What a person of a level may approve alone, in units of the company's currency; null is without limit.
LIMITS = {"staff": 0, "manager": 10_000, "director": 50_000, "vice president": 250_000, "chief": None}
LIMIT_CHANGE_RATE = 0.15  # of the managers and directors whose limit changes during the period
ABSENCES_PER_PERSON_AND_YEAR = 2.2
SPAN_OF_CONTROL = 8


def play(world: World) -> None:
    draws = random.Random(f"organisation {world.parameters.seed}")
    world.load(
        "world.companies",
        "company_code varchar, company_name varchar, country_code varchar, currency_code varchar, time_zone varchar, "
        "erp varchar, intake varchar, share double",
        COMPANIES,
    )
    world.load(
        "world.cost_centers",
        "cost_center varchar, company_code varchar, department varchar, spend_type varchar",
        [(f"CC-{c[0][2]}{number}", c[0], department, kind) for c in COMPANIES for number, department, kind, _ in DEPARTMENTS],
    )
    people = _people(world, draws)
    world.load(
        "world.people",
        "person_id integer, email varchar, given_name varchar, family_name varchar, company_code varchar, department varchar, "
        "cost_center varchar, level varchar, manager_id integer, hired_on date, left_on date",
        people,
    )
    _limits(world, draws, people)
    _absences(world, draws, people)
    world.truth(
        "period",
        "The first moment of the period, and the first after it.",
        "select period_start() as starts_at, period_end() as ends_at",
    )
    world.truth(
        "people",
        "One row per employee: company, department, manager, level, and from when to when (null: still) employed.",
        "select person_id, email, company_code, department, cost_center, level, manager_id, hired_on, left_on from world.people",
    )
    world.truth(
        "approval_limits",
        "One row per approver and stretch of days: what the person may approve alone, in the company's currency; null is any.",
        "from world.approval_limits",
    )
    world.truth("absences", "One row per absence, with who decides meanwhile (null: nobody).", "from world.absences")


def _people(world: World, draws: random.Random) -> list[tuple]:
    """Each company's departments as trees: a chief for all, a vice president per department, directors, managers, staff."""
    head_count = max(120, min(20_000, round(450 * world.parameters.scale**0.5)))
    start = world.parameters.start
    taken: dict[str, int] = {}
    people: list[tuple] = []

    def hire(company: str, department: str, cost_center: str, level: str, manager: int | None) -> int:
        given, family = draws.choice(GIVEN_NAMES), draws.choice(FAMILY_NAMES)
        address = f"{given}.{family}".lower()
        taken[address] = taken.get(address, 0) + 1
        email = f"{address}{taken[address] if taken[address] > 1 else ''}@{DOMAIN}"
        hired = start - timedelta(days=draws.randint(20, 3000))
        left = None
        if level == "staff" and draws.random() < 0.12 * world.parameters.days / 365:
            left = start + timedelta(days=draws.randint(5, world.parameters.days))
        people.append((len(people) + 1, email, given, family, company, department, cost_center, level, manager, hired, left))
        return len(people)

    chief = hire("HL20", "Finance", "CC-24100", "chief", None)
    for company, *_, company_share in COMPANIES:
        for number, department, _, share in DEPARTMENTS:
            size = max(3, round(head_count * company_share * share))
            center = f"CC-{company[2]}{number}"
            head = hire(company, department, center, "vice president" if size > 20 else "director", chief)
            managers = [hire(company, department, center, "manager", head) for _ in range(max(1, size // SPAN_OF_CONTROL))]
            for _ in range(size - 1 - len(managers)):
                hire(company, department, center, "staff", draws.choice(managers))
    return people


def _limits(world: World, draws: random.Random, people: list[tuple]) -> None:
    rows: list[tuple] = []
    for person in people:
        number, level = person[0], person[7]
        limit = LIMITS[level]
        if level in ("manager", "director") and draws.random() < LIMIT_CHANGE_RATE:
            changed = world.parameters.start + timedelta(days=draws.randint(10, max(11, world.parameters.days - 10)))
            rows.append((number, limit, date(2000, 1, 1), changed))
            rows.append((number, limit * 2, changed, None))
        elif level != "staff":
            rows.append((number, limit, date(2000, 1, 1), None))
    world.load(
        "world.approval_limits", "person_id integer, limit_amount decimal(18, 4), valid_from_on date, valid_to_on date", rows
    )


def _absences(world: World, draws: random.Random, people: list[tuple]) -> None:
    rows: list[tuple] = []
    rate = ABSENCES_PER_PERSON_AND_YEAR * world.parameters.days / 365
    for person in people:
        for _ in range(int(rate) + (draws.random() < rate % 1)):
            first = world.parameters.start + timedelta(days=draws.randrange(world.parameters.days))
            delegate = person[8] if person[7] != "staff" and draws.random() < 0.8 else None
            rows.append((person[0], first, first + timedelta(days=draws.choice([1, 2, 4, 9, 11, 14])), delegate))
    world.load("world.absences", "person_id integer, first_on date, last_on date, delegate_id integer", rows)
