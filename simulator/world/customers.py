"""Customers: where they live, which clock they live by, and how they write to the company."""

from __future__ import annotations

from simulator.engine import World
from simulator.world.names import FAMILY_NAMES, GIVEN_NAMES
from simulator.world.workforce import FIRST_HELPDESK_ID

# region, time zone, share of the customers, domains of their mailboxes
REGIONS = [
    ("Americas East", "America/New_York", 0.30, ("postbox.example", "mailhaven.example")),
    ("Americas West", "America/Los_Angeles", 0.17, ("postbox.example", "inbox.example")),
    ("Britain and Ireland", "Europe/London", 0.18, ("mailhaven.example", "brieflane.example")),
    ("Continental Europe", "Europe/Berlin", 0.25, ("postfach.example", "brieflane.example")),
    ("Asia Pacific", "Asia/Singapore", 0.10, ("inbox.example", "mailhaven.example")),
]

CUSTOMERS = 2_600  # who write at all in a quarter, at scale 1
# The helpdesk numbers its users of all kinds in one sequence; agents came before these customers.
FIRST_CUSTOMER_ID = 398_000_000_000


def play(world: World) -> None:
    count = max(300, round(CUSTOMERS * world.parameters.scale))
    world.load(
        "world.regions",
        "region_no integer, region varchar, time_zone varchar, share double, mail_domains varchar[], first_customer bigint, "
        "customers bigint",
        [
            (n, region, zone, share, list(domains), n * 1_000_000_000, max(20, round(count * share)))
            for n, (region, zone, share, domains) in enumerate(REGIONS, 1)
        ],
    )
    world.run(f"""
        create macro helpdesk_id(kind, person_no) as case kind when 'agent' then {FIRST_HELPDESK_ID} + person_no
            when 'customer' then {FIRST_CUSTOMER_ID} + person_no % 1000000000 * 8 + person_no // 1000000000 when 'system' then -1 end
    """)
    given, family = (f"[{', '.join(repr(name) for name in names)}]" for names in (GIVEN_NAMES, FAMILY_NAMES))
    world.run(f"""
        create table world.customers as
        with named as (
            select first_customer + n as customer_no, n, region, mail_domains,
                pick({given}, 'customer given name', first_customer + n) as given_name,
                pick({family}, 'customer family name', first_customer + n) as family_name
            from world.regions, range(regions.customers) as numbers(n)
        )
        select customer_no, region, given_name, family_name,
            lower(given_name || '.' || family_name) || (n + 1) || '@' || pick(mail_domains, 'customer mail', customer_no) as email,
            later(period_start() - interval 30 day, -draw('customer since', customer_no) * 700 * 86400) as registered_at
        from named order by customer_no
    """)
