"""Suppliers: the companies themselves, and what each ERP and Zip is going to keep of them in spellings of its own.

A few thousand at most, so they are made row by row; orders and invoices refer to them.
"""

from __future__ import annotations

import random
from datetime import timedelta

from simulator.engine import World
from simulator.world.catalogue import (
    CATEGORIES,
    CURRENCIES,
    EUR_PER_UNIT,
    LEGAL_FORMS,
    MINOR_UNITS,
    NAME_HEADS,
    SUPPLIER_COUNTRIES,
    TAX_RATES,
)
from simulator.world.organisation import COMPANIES

SUPPLIERS = 230  # at scale 1; grows with its square root, as a company that buys more does not know as many more suppliers
LEAST_PER_CATEGORY = 3  # in each ERP, so that a category can be bought everywhere
SHARED_RATE = 0.22  # how often another ERP buys from a supplier too
PARENT_RATE = 0.10  # belongs to another supplier
SPELLING_RATE = 0.35  # is spelled differently in a further master
INACTIVE_RATE = 0.06
PAYMENT_TERMS = {14: 0.15, 30: 0.60, 45: 0.15, 60: 0.10}


def play(world: World) -> None:
    draws = random.Random(f"suppliers {world.parameters.seed}")
    world.load(
        "world.categories",
        "category varchar, spend_type varchar, is_service boolean, demand double",
        [(c.name, c.spend_type, c.is_service, c.demand) for c in CATEGORIES],
    )
    world.load(
        "world.items",
        "category varchar, item_number integer, description varchar, unit varchar, price_eur double, lowest integer, highest "
        "integer",
        [(c.name, n, *item) for c in CATEGORIES for n, item in enumerate(c.items, 1)],
    )
    world.load(
        "world.currencies",
        "currency_code varchar, eur_per_unit double",
        list(EUR_PER_UNIT.items()),
    )
    whole = ", ".join(f"'{code}'" for code, digits in MINOR_UNITS.items() if digits == 0)
    world.run(f"""
        create macro money(amount_, currency_) as
            cast(case when currency_ in ({whole}) then round(amount_, 0) else round(amount_, 2) end as decimal(18, 4));
        -- As APIs spell money: decimal text, with the digits of the currency.
        create macro amount_text(amount_, currency_) as case when currency_ in ({whole})
            then cast(cast(amount_ as bigint) as varchar)
            else cast(cast(amount_ as decimal(18, 2)) as varchar) end
    """)
    world.load("world.tax_rates", "country_code varchar, tax_rate decimal(6, 4)", list(TAX_RATES.items()))
    suppliers, masters = _suppliers(world, draws)
    world.load(
        "world.suppliers",
        "supplier_number integer, supplier_name varchar, country_code varchar, currency_code varchar, tax_id varchar, "
        "duns_number varchar, bank_account varchar, email varchar, category varchar, spend_type varchar, parent_number integer, "
        "payment_terms_days integer, is_active boolean",
        suppliers,
    )
    # What each master will hold, in the order of `created_at`; masters.py gives the ids.
    world.load(
        "world.supplier_drafts",
        "source_system varchar, supplier_number integer, supplier_name varchar, tax_id varchar, bank_account varchar, email "
        "varchar, "
        "created_at timestamp",
        _drafts(world, draws, suppliers, masters),
    )


def bank_account(draws: random.Random, country: str) -> str:
    """An account as the country writes it: an IBAN, or routing number and account."""
    if country in ("US", "JP"):
        return f"{draws.randrange(10**8, 10**9)}-{draws.randrange(10**9, 10**10)}"
    return f"{country}{draws.randrange(10, 99)}{draws.randrange(10**17, 10**18)}"


def _suppliers(world: World, draws: random.Random) -> tuple[list[tuple], dict[int, set[str]]]:
    """The suppliers, and which ERPs buy from each."""
    wanted = max(90, min(6_000, round(SUPPLIERS * world.parameters.scale**0.5)))
    erps = {company[5]: company[2] for company in COMPANIES}
    suppliers: list[tuple] = []
    masters: dict[int, set[str]] = {}
    taken: set[str] = set()

    def found(category, erp: str) -> None:
        countries = SUPPLIER_COUNTRIES[erps[erp]]
        country = draws.choices(list(countries), list(countries.values()))[0]
        for _ in range(50):
            head = draws.choice(NAME_HEADS) if len(taken) < 60 * len(NAME_HEADS) else " ".join(draws.sample(NAME_HEADS, 2))
            name = f"{head} {draws.choice(category.trades)} {draws.choice(LEGAL_FORMS[country])[0]}"
            if name not in taken:
                break
        else:
            name = f"{draws.choice(NAME_HEADS)} {name}"
        taken.add(name)
        number = len(suppliers) + 1
        parent = None
        if suppliers and draws.random() < PARENT_RATE:
            parent = draws.randint(1, len(suppliers))
            parent = suppliers[parent - 1][10] or parent  # a parent has none itself
        domain = "-".join(name.lower().split()[:2]).replace("ü", "ue")
        tax_id = f"{country}{draws.randrange(10**8, 10**9)}"
        terms = draws.choices(list(PAYMENT_TERMS), list(PAYMENT_TERMS.values()))[0]
        suppliers.append(
            (
                number, name, country, CURRENCIES[country], tax_id, str(draws.randrange(10**8, 10**9)),
                bank_account(draws, country),
                f"orders@{domain}.example", category.name, category.spend_type, parent, terms, draws.random() >= INACTIVE_RATE,
            )
        )  # fmt: skip
        masters[number] = {erp} | {other for other in erps if other != erp and draws.random() < SHARED_RATE}

    for category in CATEGORIES:
        for erp in erps:
            while sum(s[8] == category.name and s[12] and erp in masters[s[0]] for s in suppliers) < LEAST_PER_CATEGORY:
                found(category, erp)
    names, shares = list(CATEGORIES), [c.demand for c in CATEGORIES]
    while len(suppliers) < wanted:
        found(draws.choices(names, shares)[0], draws.choices([c[5] for c in COMPANIES], [c[7] for c in COMPANIES])[0])
    return suppliers, masters


def _drafts(world: World, draws: random.Random, suppliers: list[tuple], masters: dict[int, set[str]]) -> list[tuple]:
    """A record in each master that buys from the supplier; intake of the companies that use Zip knows it too."""
    zipped = {company[5] for company in COMPANIES if company[6] == "zip"}
    drafts = []
    for supplier in suppliers:
        erps = masters[supplier[0]]
        for system in sorted(erps | ({"zip"} if erps & zipped else set())):
            created = world.parameters.starts_at - timedelta(seconds=draws.randrange(75 * 86_400, 2_500 * 86_400))
            name = respell(draws, supplier) if draws.random() < SPELLING_RATE else supplier[1]
            drafts.append((system, supplier[0], name, supplier[4], supplier[6], supplier[7], created))
    return drafts


def respell(draws: random.Random, supplier: tuple) -> str:
    """The supplier's name as another clerk writes it."""
    name = supplier[1]
    forms = dict(LEGAL_FORMS[supplier[2]])
    form = next(form for form in sorted(forms, key=len, reverse=True) if name.endswith(form))
    other = name.removesuffix(form) + forms[form]
    return draws.choice([other, name.upper(), other.upper(), name.replace(" and ", " & ").removesuffix(" " + form)])
