"""One supplier twice in a master, by the hand of two clerks; and its look-alike, two companies that only sound alike.

Truth: supplier_duplicates, one row per pair of records of one master.
"""

from __future__ import annotations

import random
from datetime import timedelta

from simulator.engine import Rate, World
from simulator.world.suppliers import respell

DUPLICATE_RATE = Rate("supplier_duplicates", 0.045, "of the records of ERPs; masters that nobody cleans hold more")
WITHOUT_TAX_ID_RATE = Rate("supplier_duplicates_without_tax_id", 0.35, "of the supplier duplicates: nothing but the name tells")
OTHER_ACCOUNT_RATE = Rate(
    "supplier_duplicates_with_other_account", 0.25, "of the supplier duplicates: entered because the bank account was another"
)


def play(world: World) -> None:
    draws = random.Random(f"supplier duplicates {world.parameters.seed}")
    world.run("""
        create table planted.supplier_duplicates (source_system varchar, supplier_number integer, supplier_name varchar,
            created_at timestamp, has_tax_id boolean)
    """)
    drafts = world.run("""
        select drafts.*, suppliers.supplier_name, suppliers.country_code from world.supplier_drafts as drafts
        join world.suppliers as suppliers using (supplier_number)
        where source_system <> 'zip' order by source_system, supplier_number
    """).fetchall()
    latest = world.parameters.starts_at - timedelta(days=60)
    for system, number, _, tax_id, account, email, created, name, country in drafts:
        if draws.random() >= world.rate(DUPLICATE_RATE):
            continue
        again = created + timedelta(days=draws.randint(30, 900), seconds=draws.randrange(86_400))
        created_again = again if again < latest else latest - timedelta(seconds=draws.randrange(864_000))
        spelling = respell(draws, (number, name, country))
        has_tax_id = draws.random() >= world.rate(WITHOUT_TAX_ID_RATE)
        if draws.random() < world.rate(OTHER_ACCOUNT_RATE):
            account = account[:-4] + f"{draws.randrange(10_000):04d}"
        world.run(
            "insert into world.supplier_drafts values (?, ?, ?, ?, ?, ?, ?)",
            system, number, spelling, tax_id if has_tax_id else None, account, email, created_again,
        )  # fmt: skip
        world.run(
            "insert into planted.supplier_duplicates values (?, ?, ?, ?, ?)", system, number, spelling, created_again, has_tax_id
        )


def tell(world: World) -> None:
    world.truth(
        "supplier_duplicates",
        "One row per pair of records of one master that sound alike. kind: duplicate (one company twice) or namesake "
        "(innocent: two "
        "companies). has_tax_id says whether the second record tells the tax id.",
        """
        select planted.source_system, 'duplicate' as kind, records.supplier_number, first.supplier_id as first_supplier_id,
            records.supplier_id as second_supplier_id, has_tax_id
        from planted.supplier_duplicates as planted
        join world.supplier_records as records using (source_system, supplier_number, created_at)
        join world.supplier_records as first on first.source_system = records.source_system
            and first.supplier_number = records.supplier_number and first.supplier_id <> records.supplier_id
        union all
        select one.source_system, 'namesake', null, one.supplier_id, other.supplier_id, true
        from world.supplier_records as one join world.supplier_records as other using (source_system)
        join world.suppliers as one_supplier on one_supplier.supplier_number = one.supplier_number
        join world.suppliers as other_supplier on other_supplier.supplier_number = other.supplier_number
        where one.supplier_number < other.supplier_number and one_supplier.category = other_supplier.category
            and split_part(one_supplier.supplier_name, ' ', 1) = split_part(other_supplier.supplier_name, ' ', 1)
        """,
    )
