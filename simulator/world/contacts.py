"""Why people ask for help and how often: a rate per driver, place and hour, from which every ticket is drawn.

`world.contact_demand` holds the expected number of contacts in stretches of at most an hour. What is planted adds rows to it,
each under the name of its surge, so that the truth knows of each ticket whether it would have come anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from dateutil.easter import easter

from simulator.engine import World
from simulator.world.customers import REGIONS
from simulator.world.organisation import COMPANIES

CELLS = 100_000_000  # numbers of cells per driver and place; surge n begins at n * SURGE_CELLS
SURGE_CELLS = 100_000
STRETCH_CONTACTS = 100_000  # that are played together
WARM_UP_DAYS = 14  # tickets from before the period, so that it does not begin with empty queues
TREND_PER_DAY = 0.0015  # the company grows
HOLIDAY_FACTOR = {"customer": 0.8, "employee": 0.06}

# Contacts by local weekday, Monday first, and by local hour: customers write most on Mondays and evenings, employees at work.
WEEKDAYS = {
    "customer": (1.24, 1.13, 1.05, 1.00, 0.95, 0.80, 0.83),
    "employee": (1.36, 1.22, 1.12, 1.10, 0.96, 0.02, 0.02),
}
HOURS = {
    "customer": (6, 4, 3, 2, 2, 4, 10, 20, 36, 48, 54, 55, 52, 50, 50, 50, 50, 52, 55, 56, 50, 38, 24, 12),
    "employee": (0, 0, 0, 0, 0, 1, 4, 14, 52, 80, 78, 66, 40, 56, 70, 66, 50, 26, 10, 5, 3, 2, 1, 0),
}


class Manner(NamedTuple):
    """How contacts of a driver go, as probabilities and median working minutes of one piece of work on them."""

    ask: float  # the agent needs an answer before the contact can be solved
    hold: float  # somebody else has to do something first
    escalate: float  # another team has to take over
    reopen: float  # the solution does not hold
    minutes: float


QUICK = Manner(0.14, 0.01, 0.02, 0.04, 7)
USUAL = Manner(0.32, 0.06, 0.06, 0.07, 12)
DISPUTED = Manner(0.45, 0.14, 0.10, 0.11, 18)
TECHNICAL = Manner(0.42, 0.22, 0.08, 0.09, 26)
REPAIR = Manner(0.25, 0.28, 0.10, 0.06, 45)

URGENT_MIX = (8, 30, 50, 12, 0)  # critical, high, moderate, low, planning
USUAL_MIX = (2, 14, 62, 22, 0)
CALM_MIX = (0, 5, 55, 40, 0)
DEFECT_MIX = (3, 17, 45, 25, 10)


@dataclass(frozen=True)
class Driver:
    """A reason to ask for help: `per_day` at scale 1 is the mean before the trend; `category` is what the system shows."""

    desk: str
    driver: str
    product: str
    team: str
    next_team: str  # that takes over when the team cannot solve it
    per_day: float
    priorities: tuple[int, ...]
    manner: Manner
    kind: str
    category: str
    subjects: tuple[str, ...]


BILLING, ORDERS, TECH = "Accounts and Billing", "Orders and Delivery", "Technical Support"
DESK, NETWORK, DEVICES, ACCESS, APPS = (
    "Service Desk", "Network Operations", "Workplace Devices", "Identity and Access", "Business Applications"
)  # fmt: skip

DRIVERS = [
    # Customers, in the helpdesk.
    Driver("customer", "late delivery", "Delivery", ORDERS, BILLING, 9.4, USUAL_MIX, USUAL, "incident", "delivery",
           ("Where is my parcel?", "Order not delivered yet", "Tracking has not moved for days", "Delivery date passed")),
    Driver("customer", "missing or damaged item", "Delivery", ORDERS, BILLING, 3.9, USUAL_MIX, DISPUTED, "incident", "delivery",
           ("Item missing from my order", "Arrived damaged", "Wrong size delivered")),
    Driver("customer", "refund", "Storefront", ORDERS, BILLING, 6.4, USUAL_MIX, DISPUTED, "question", "refund",
           ("Refund not received", "Return label needed", "When will I get my money back?")),
    Driver("customer", "billing dispute", "Payments", BILLING, TECH, 4.7, URGENT_MIX, DISPUTED, "incident", "billing",
           ("Charged twice", "I do not recognise this charge", "Wrong amount on my card")),
    Driver("customer", "failed payment", "Payments", BILLING, TECH, 4.2, URGENT_MIX, TECHNICAL, "incident", "payment",
           ("Card declined at checkout", "Payment page keeps failing", "Payment went through, order did not")),
    Driver("customer", "invoice copy", "Payments", BILLING, ORDERS, 2.7, CALM_MIX, QUICK, "question", "billing",
           ("Please send me the invoice", "VAT number on my invoice")),
    Driver("customer", "login", "Account", BILLING, TECH, 6.9, USUAL_MIX, QUICK, "incident", "login",
           ("Cannot sign in", "Password reset mail does not arrive", "Locked out of my account", "Code is not accepted")),
    Driver("customer", "account change", "Account", BILLING, ORDERS, 3.4, CALM_MIX, QUICK, "task", "account",
           ("Change of address", "Please close my account", "New e-mail address")),
    Driver("customer", "bug", "Mobile app", TECH, ORDERS, 4.0, USUAL_MIX, TECHNICAL, "problem", "bug",
           ("App closes when I open the basket", "Search shows nothing", "Filters do not work any more")),
    Driver("customer", "how-to", "Storefront", TECH, BILLING, 4.9, CALM_MIX, QUICK, "question", "how_to",
           ("How do I set up a wish list?", "Where can I change my plan?", "How do I add a second shop?")),
    Driver("customer", "integration", "Seller interface", TECH, BILLING, 2.2, USUAL_MIX, TECHNICAL, "question", "integration",
           ("Webhook not received", "API key rejected", "Stock synchronisation runs late")),
    Driver("customer", "sales question", "Seller interface", BILLING, TECH, 2.9, CALM_MIX, QUICK, "question", "sales",
           ("Which plan for three shops?", "Price for annual billing", "Terms for partners")),
    # Employees, in the service management tool.
    Driver("incident", "remote access", "VPN", NETWORK, ACCESS, 1.5, USUAL_MIX, USUAL, "incident", "Network",
           ("VPN drops every few minutes", "VPN client asks for sign-in again and again")),
    Driver("incident", "office network", "Office network", NETWORK, DEVICES, 0.8, URGENT_MIX, REPAIR, "incident", "Network",
           ("Wi-Fi slow on the second floor", "Meeting room without network", "Café corner has no Wi-Fi")),
    Driver("incident", "password", "Directory", ACCESS, DESK, 1.8, USUAL_MIX, QUICK, "incident", "Access",
           ("Account locked", "Password expired while travelling", "New phone, no second factor")),
    Driver("incident", "laptop", "Laptop", DEVICES, DESK, 1.6, USUAL_MIX, REPAIR, "incident", "Hardware",
           ("Battery drains within an hour", "Screen flickers on the dock", "Laptop does not wake up", "Keyboard keys stuck")),
    Driver("incident", "mail and calendar", "Mail", DESK, APPS, 1.1, USUAL_MIX, USUAL, "incident", "Software",
           ("Calendar invitations arrive twice", "Shared mailbox not visible", "Mail stuck in outbox")),
    Driver("incident", "business application", "Expense tool", APPS, DESK, 1.2, URGENT_MIX, TECHNICAL, "incident", "Software",
           ("Expense report cannot be submitted", "Approval page is empty", "Report fails with an error")),
    # Employees of the entity whose service desk still runs on its old instance: only its event log is exported.
    Driver("legacy", "workplace", "Workplace", "Commerce Service Desk", "Commerce Second Line", 2.0, USUAL_MIX, USUAL,
           "incident", "Workplace", ("Monitor stays dark", "Headset not found", "Printer jams")),
    Driver("legacy", "shop tools", "Shop tools", "Commerce Second Line", "Commerce Service Desk", 1.3, DEFECT_MIX, TECHNICAL,
           "incident", "Application", ("Catalogue import stuck", "Price list cannot be uploaded")),
    # Requested items of the service catalogue.
    Driver("item", "new laptop", "Standard Laptop", DEVICES, DESK, 1.1, CALM_MIX, REPAIR, "sc_req_item", "Standard Laptop", ()),
    Driver("item", "monitor", "27 inch Monitor", DEVICES, DESK, 0.8, CALM_MIX, USUAL, "sc_req_item", "27 inch Monitor", ()),
    Driver("item", "software licence", "Design Suite Licence", APPS, DESK, 0.9, CALM_MIX, QUICK, "sc_req_item",
           "Design Suite Licence", ()),
    Driver("item", "access to a system", "System Access", ACCESS, APPS, 1.3, USUAL_MIX, QUICK, "sc_req_item",
        "System Access", ()),
    # Employees, in the issue tracker: its service desk, and defects of the company's own products.
    Driver("help", "development tools", "Build service", "HELP", "WEB", 3.4, USUAL_MIX, USUAL, "[System] Incident",
           "Report a problem", ("Build agents are out of disk", "Pipeline waits for a runner", "Test account expired")),
    Driver("help", "data request", "Analytics", "HELP", "WEB", 2.6, CALM_MIX, USUAL, "[System] Service request",
           "Get data", ("Weekly orders by region", "Access to the returns dashboard", "Export of seller ratings")),
    Driver("help", "environment", "Cloud platform", "HELP", "WEB", 1.9, CALM_MIX, QUICK, "[System] Service request",
           "Get an environment", ("Sandbox for load tests", "New bucket for exports", "Longer retention of logs")),
    Driver("bug", "defect", "Storefront", "WEB", "HELP", 2.9, DEFECT_MIX, TECHNICAL, "Bug", "",
           ("Basket total off by one cent", "Time zone wrong in delivery estimate", "Filter \"in stock\" ignored",
            "Page jumps on small screens")),
]  # fmt: skip


def play(world: World) -> None:
    world.load(
        "world.drivers",
        "driver_no integer, desk varchar, driver varchar, product varchar, team varchar, next_team varchar, per_day double, "
        "priorities integer[], ask double, hold double, escalate double, reopen double, minutes double, kind varchar, "
        "category varchar, subjects varchar[]",
        [
            (n, d.desk, d.driver, d.product, d.team, d.next_team, d.per_day, list(d.priorities), *d.manner, d.kind, d.category,
             list(d.subjects))
            for n, d in enumerate(DRIVERS, 1)
        ],
    )  # fmt: skip
    _places(world)
    first = world.parameters.starts_at - timedelta(days=WARM_UP_DAYS)
    hours = int((world.parameters.ends_at - first).total_seconds() // 3600)
    world.load(
        "world.public_holidays",
        "time_zone varchar, holiday_on date",
        [
            (zone, day)
            for zone in {zone for _, zone, *_ in REGIONS} | {company[4] for company in COMPANIES}
            for year in range(first.year, world.parameters.ends_at.year + 1)
            for day in _holidays(zone, year)
        ],
    )
    shapes = [
        (kind, weekday, hour, WEEKDAYS[kind][weekday - 1] * weight / sum(HOURS[kind]))
        for kind in WEEKDAYS
        for weekday in range(1, 8)
        for hour, weight in enumerate(HOURS[kind])
        if weight
    ]
    world.load("world.contact_shapes", "kind varchar, weekday integer, hour integer, factor double", shapes)
    # Decimals, so that sums do not depend on the order in which they are added.
    world.run(f"""
        create table world.contact_demand as
        with hours as (
            select n, timestamp '{first}' + to_hours(n) as from_at from range({hours}) as numbers(n)
        ), local_hours as (
            select hours.*, zone, in_zone(zone, from_at) as local_at
            from hours, (select distinct time_zone as zone from world.contact_places)
        )
        select (cast(driver_no as bigint) * 100 + place_no) * {CELLS} + n as cell_no, driver_no, place_no,
            from_at, from_at + interval 1 hour as until_at,
            cast({world.parameters.scale} * per_day * share * shapes.factor * (1 + {TREND_PER_DAY} * (n / 24))
                * case when holidays.time_zone is null then 1 when places.kind = 'customer' then {HOLIDAY_FACTOR["customer"]}
                    else {HOLIDAY_FACTOR["employee"]} end as decimal(18, 6)) as expected,
            cast(null as varchar) as surge_id
        from world.drivers
        join world.contact_places as places using (desk)
        join local_hours on zone = places.time_zone
        join world.contact_shapes as shapes
            on shapes.kind = places.kind and shapes.weekday = isodow(local_at) and shapes.hour = hour(local_at)
        left join world.public_holidays as holidays on holidays.time_zone = zone and holiday_on = cast(local_at as date)
        order by from_at, cell_no
    """)


def _places(world: World) -> None:
    """Where each desk's contacts come from: customers from regions, employees from companies."""
    total = sum(company[7] for company in COMPANIES if company[0] != "HL40")
    rows = [("customer", "customer", n, r[0], r[1], r[2]) for n, r in enumerate(REGIONS, 1)]
    for n, company in enumerate(COMPANIES, 11):
        code, zone, share = company[0], company[4], company[7]
        if code == "HL40":
            rows.append(("legacy", "employee", n, code, zone, 1.0))
        else:
            rows += [(desk, "employee", n, code, zone, share / total) for desk in ("incident", "item")]
        rows += [(desk, "employee", n, code, zone, share) for desk in ("help", "bug")]
    world.load(
        "world.contact_places",
        "desk varchar, kind varchar, place_no integer, place varchar, time_zone varchar, share double",
        rows,
    )


def _holidays(zone: str, year: int) -> list[date]:
    """Public holidays in the first half of the year and around its end, in the countries where people write from."""
    sunday = easter(year)
    new_year, christmas = date(year, 1, 1), date(year, 12, 25)
    if zone.startswith("America/"):
        presidents = date(year, 2, 15) + timedelta(days=(7 - date(year, 2, 15).weekday()) % 7)
        november = date(year, 11, 1)
        thanksgiving = november + timedelta(days=(3 - november.weekday()) % 7 + 21)
        return [new_year, presidents, date(year, 7, 4), thanksgiving, christmas]
    if zone == "Asia/Singapore":
        return [new_year, sunday - timedelta(days=2), date(year, 5, 1), date(year, 8, 9), christmas]
    own = (
        [date(year, 5, 1), date(year, 10, 3)]
        if zone == "Europe/Berlin"
        else [date(year, 8, 31) - timedelta(days=date(year, 8, 31).weekday())]
    )
    return [new_year, sunday - timedelta(days=2), sunday + timedelta(days=1), *own, christmas]


def stretches(world: World) -> list[tuple[datetime, datetime]]:
    """All time up to the end of the period, cut so that a stretch holds no more contacts at a larger scale."""
    length = max(1, int(STRETCH_CONTACTS / (sum(d.per_day for d in DRIVERS) * world.parameters.scale)))
    (_, until), *later = world.days(length, world.parameters.starts_at - timedelta(days=WARM_UP_DAYS))
    return [(datetime.min, until), *later]
