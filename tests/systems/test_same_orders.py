"""The example exports of every procurement system hold the same orders: the same facts come out of each, but for declared losses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.pseudonyms import load_key, pseudonym

SYSTEMS = ("coupa", "netsuite", "oracle", "sap", "zip")
NORTHGATE, KESTREL, LARKSPUR = "Northgate Industrial Supply", "Kestrel Optics", "Larkspur Consulting"

Key = tuple
Rows = dict[Key, dict[str, object]]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2024-{text}")


def on(text: str) -> date:
    return date.fromisoformat(f"2024-{text}")


@dataclass(frozen=True)
class Person:
    """Whoever has this address, in whatever domain of pseudonyms."""

    domain: str
    value: str


MARA, TOMAS, INES, RUI = (
    Person("person", f"{name}@harbourline.example") for name in ("mara.lind", "tomas.berg", "ines.calder", "rui.okafor")
)


def table(columns: str, rows: dict[Key | object, tuple]) -> Rows:
    """Rows by key, their values by column; `...` stands for what the story leaves open."""
    names = columns.split()
    return {key if isinstance(key, tuple) else (key,): dict(zip(names, values, strict=True)) for key, values in rows.items()}


# What happened. Documents go by the last three digits of their numbers, order lines by their position.
STORY: dict[str, Rows] = {
    "requisitions": table(
        "status requester cost_center category amount currency created_at submitted_at approved_at is_deleted",
        {
            301: ("ordered", MARA, "CC-4100", "PPE", 732, "EUR", at("03-01 09:10"), at("03-01 10:00"), at("03-02 08:45"), False),
            302: (
                "ordered",
                MARA,
                "CC-4200",
                "LAB",
                45000,
                "JPY",
                at("03-05 08:00"),
                at("03-05 08:05"),
                at("03-05 15:30"),
                False,
            ),
            303: ("rejected", RUI, "CC-4300", "SERVICES", 1200, "USD", at("03-06 11:00"), at("03-06 11:00"), None, False),
        },
    ),
    "approval_steps": table(
        "approver decision pending_since_at decided_at",
        {
            (301, 1): (TOMAS, "approved", at("03-01 10:00"), at("03-01 13:20")),
            (301, 2): (INES, "approved", at("03-01 13:20"), at("03-02 08:45")),
            (302, 1): (TOMAS, "approved", at("03-05 08:05"), at("03-05 15:30")),
            (303, 1): (TOMAS, "rejected", at("03-06 11:00"), at("03-07 09:00")),
        },
    ),
    "orders": table(
        "supplier currency amount approval_status status requisition buyer ordered_at is_deleted",
        {
            451: (NORTHGATE, "EUR", 732, "approved", "cleared", 301, RUI, at("03-04 09:00"), False),
            452: (KESTREL, "JPY", 45000, "approved", "cleared", 302, RUI, at("03-06 07:30"), False),
            453: (LARKSPUR, "USD", 1200, "cancelled", "cancelled", None, RUI, at("03-07 12:00"), False),
        },
    ),
    "order_lines": table(
        "cost_center category quantity unit unit_price amount needed_on promised_on created_at is_deleted",
        {
            (451, 1): ("CC-4100", "PPE", 10, "EA", 25, 250, on("03-14"), on("03-15"), at("03-04 09:00"), False),
            (451, 2): ("CC-4100", "MRO", 4, "EA", Decimal("120.5"), 482, on("03-12"), None, at("03-04 09:00"), False),
            (452, 1): ("CC-4200", "LAB", 3, "EA", 15000, 45000, on("03-20"), None, at("03-06 07:30"), False),
            (453, 1): ("CC-4300", "SERVICES", 1, ..., 1200, 1200, None, None, at("03-07 12:00"), False),
        },
    ),
    # A price that changed, a receipt taken back, a credit memo and a hold are touches; paying after them is not touchless.
    "milestones": table(
        "first_receipt_at receipts reversals first_invoice_at invoices first_cleared_on touches touchless awaits_anything",
        {
            (451, 1): (at("03-12 14:00"), 2, 0, at("03-16 08:30"), 1, on("04-10"), 2, False, False),
            (451, 2): (at("03-12 14:05"), 2, 1, at("03-16 08:30"), 1, on("04-10"), 1, False, False),
            (452, 1): (at("03-20 11:00"), 1, 0, at("03-22 09:00"), 1, on("04-19"), 2, False, False),
            (453, 1): (None, 0, 0, None, 0, None, 0, None, False),
        },
    ),
    "order_line_versions": table(
        "valid_from_at quantity unit_price amount",
        {
            (451, 1, 1): (at("03-04 09:00"), 10, 24, 240),
            (451, 1, 2): (at("03-06 10:00"), 10, 25, 250),
            (451, 2, 1): (at("03-04 09:00"), 4, Decimal("120.5"), 482),
            (452, 1, 1): (at("03-06 07:30"), 3, 15000, 45000),
            (453, 1, 1): (at("03-07 12:00"), 1, 1200, 1200),
        },
    ),
    "receipts": table(
        "line kind posted_on quantity amount currency takes_back",
        {
            at("03-12 14:00"): ((451, 1), "goods_receipt_recorded", on("03-12"), 6, 150, "EUR", None),
            at("03-12 14:05"): ((451, 2), "goods_receipt_recorded", on("03-12"), 4, 482, "EUR", None),
            at("03-13 08:00"): ((451, 2), "goods_receipt_cancelled", on("03-13"), -4, -482, "EUR", at("03-12 14:05")),
            at("03-14 10:00"): ((451, 2), "goods_receipt_recorded", on("03-14"), 4, 482, "EUR", None),
            at("03-15 09:30"): ((451, 1), "goods_receipt_recorded", on("03-15"), 4, 100, "EUR", None),
            at("03-20 11:00"): ((452, 1), "goods_receipt_recorded", on("03-20"), 3, 45000, "JPY", None),
        },
    ),
    "invoices": table(
        "kind supplier status amount tax currency invoiced_on received_on due_on paid_on created_at",
        {
            "INV-7451": (
                *("invoice", NORTHGATE, "paid", Decimal("871.08"), Decimal("139.08"), "EUR"),
                *(on("03-15"), on("03-16"), on("04-14"), on("04-10"), at("03-16 08:30")),
            ),
            "INV-7452": (
                *("invoice", KESTREL, "paid", 46500, 0, "JPY"),
                *(on("03-21"), on("03-22"), on("04-20"), on("04-19"), at("03-22 09:00")),
            ),
            "CM-7453": (
                *("credit_memo", NORTHGATE, "approved", Decimal("-29.75"), Decimal("-4.75"), "EUR"),
                *(on("03-25"), on("03-25"), ..., None, at("03-25 10:00")),
            ),
            "INV-7454": (
                *("invoice", LARKSPUR, "voided", 300, 0, "USD"),
                *(on("03-28"), on("03-28"), ..., None, at("03-28 15:00")),
            ),
        },
    ),
    "invoice_lines": table(
        "bills quantity unit_price amount",
        {
            ("INV-7451", 1): ((451, 1), 10, 25, 250),
            ("INV-7451", 2): ((451, 2), 4, Decimal("120.5"), 482),
            ("INV-7452", 1): ((452, 1), 3, 15500, 46500),
            ("CM-7453", 1): ((451, 1), -1, 25, -25),
            ("INV-7454", 1): (None, ..., ..., 300),
        },
    ),
    "match_exceptions": table("kind is_resolved breach_amount", {"INV-7452": ("price", True, 1500)}),
    "holds": table("kind placed_at released_at", {"INV-7452": ("price", at("03-22 09:05"), at("03-27 16:00"))}),
    "payments": table(
        "supplier amount currency paid_on is_voided",
        {
            "INV-7451": (NORTHGATE, Decimal("871.08"), "EUR", on("04-10"), False),
            "INV-7452": (KESTREL, 46500, "JPY", on("04-19"), False),
        },
    ),
    "suppliers": table(
        "name country is_active tax_id bank_account email",
        {
            101: (
                *(NORTHGATE, "DE", True, Person("tax_id", "DE811200101")),
                *(Person("bank_account", "DE02120300000000202051"), Person("person", "orders@northgate.example")),
            ),
            102: (KESTREL, "JP", True, Person("tax_id", "JP2010401089234"), None, None),
            103: (LARKSPUR, "US", True, Person("tax_id", "364417103"), None, None),
            104: ("Tidewater Catering", "US", False, Person("tax_id", "364417104"), None, None),
        },
    ),
}

# What an export cannot say: system, entity, column (* for the rows that it does not have at all), and why.
LOSSES = (
    ("coupa", "order_lines", "promised_on", "order lines carry the day needed only"),
    ("coupa", "suppliers", "bank_account", "remit-to accounts are no part of the supplier"),
    ("netsuite", "orders", "approval_status", "an order is cancelled by closing it"),
    ("netsuite", "orders", "status", "an order is cancelled by closing it"),
    ("netsuite", "match_exceptions", "*", "a bill that waits says so, not why"),
    ("netsuite", "holds", "kind", "a bill that waits says so, not why"),
    ("netsuite", "suppliers", "bank_account", "bank details are in a separate record"),
    ("oracle", "suppliers", "bank_account", "bank accounts are in tables of their own"),
    ("oracle", "suppliers", "email", "addresses are in tables of their own"),
    ("sap", "requisitions", "requester", "users are names, not addresses"),
    ("sap", "approval_steps", "approver", "users are names, not addresses"),
    ("sap", "orders", "buyer", "users are names, not addresses"),
    ("sap", "orders", "amount", "an order is cancelled by deleting it"),
    ("sap", "orders", "status", "an order is cancelled by deleting it"),
    ("sap", "orders", "is_deleted", "an order is cancelled by deleting it"),
    ("sap", "order_lines", "is_deleted", "an order is cancelled by deleting it"),
    ("sap", "invoice_lines", "*", "lines without an order are in accounting, which has no line items of invoices"),
    ("sap", "match_exceptions", "breach_amount", "a block says why, not by how much"),
    ("sap", "suppliers", "bank_account", "accounts are country, bank and number, not IBAN"),
    ("sap", "suppliers", "email", "addresses are in tables of their own"),
    ("zip", "requisitions", "status", "a request ends with its approval"),
    ("zip", "orders", "approval_status", "the numbers of order statuses are not public"),
    ("zip", "orders", "status", "the numbers of order statuses are not public"),
    ("zip", "orders", "buyer", "an order names no buyer"),
    ("zip", "order_lines", "category", "order lines carry accounts, not categories"),
    ("zip", "order_lines", "unit", "order lines carry no unit"),
    ("zip", "order_lines", "promised_on", "order lines carry one end date"),
    ("zip", "milestones", "first_receipt_at", "receipts do not say what was received"),
    ("zip", "milestones", "receipts", "receipts do not say what was received"),
    ("zip", "milestones", "reversals", "receipts do not say what was received"),
    ("zip", "milestones", "touches", "without receipts, credits and holds fewer touches are seen"),
    ("zip", "milestones", "touchless", "without receipts, credits and holds fewer touches are seen"),
    ("zip", "milestones", "awaits_anything", "without receipts and statuses nobody knows"),
    ("zip", "receipts", "*", "receipts do not say what was received"),
    ("zip", "invoices", "*", "credits are kept apart and not exported"),
    ("zip", "invoices", "status", "a bill is not voided but left unpaid"),
    ("zip", "invoice_lines", "*", "credits are kept apart and not exported"),
    ("zip", "match_exceptions", "*", "matching is left to the accounting system"),
    ("zip", "holds", "*", "holds are left to the accounting system"),
    ("zip", "payments", "*", "a bill says that it is paid, not by which payment"),
    ("zip", "suppliers", "country", "the supplier has no country"),
    ("zip", "suppliers", "bank_account", "bank accounts are not exported"),
)

DIGITS = "cast(right(regexp_replace({}, '[^0-9]', '', 'g'), 3) as int)"
LINES = f"""
    (select l.*, {DIGITS.format("o.purchase_order_number")} as number,
        cast(row_number() over (partition by l.purchase_order_key order by cast(l.line_number as int)) as int) as position
    from core.fct_purchase_order_lines l join core.fct_purchase_orders o using (purchase_order_key))
"""
# One query each: the columns of the key first, `key_size` of them, then those of the story.
QUERIES: dict[str, tuple[int, str]] = {
    "requisitions": (
        1,
        f"""select {DIGITS.format("requisition_number")}, status, requester_key, cost_center, category, requisition_amount,
            currency_code, created_at, submitted_at, approved_at, is_deleted
        from core.fct_requisitions where source_system = $system""",
    ),
    "approval_steps": (
        2,
        f"""select {DIGITS.format("r.requisition_number")}, s.step_number, approver_key, decision, pending_since_at, decided_at
        from core.fct_approval_steps s join core.fct_requisitions r on s.document_key = r.requisition_key
        where s.source_system = $system and s.document_type = 'requisition'""",
    ),
    "orders": (
        1,
        f"""select {DIGITS.format("o.purchase_order_number")}, s.supplier_name, o.currency_code, o.ordered_amount,
            approval_status, o.status, {DIGITS.format("r.requisition_number")}, buyer_key, ordered_at, o.is_deleted
        from core.fct_purchase_orders o left join core.dim_suppliers s using (supplier_key)
        left join core.fct_requisitions r using (requisition_key) where o.source_system = $system""",
    ),
    "order_lines": (
        2,
        f"""select number, position, cost_center, category, ordered_quantity, quantity_unit, unit_price, ordered_amount,
            needed_on, promised_on, created_at, is_deleted
        from {LINES} where source_system = $system""",
    ),
    "milestones": (
        2,
        f"""select number, position, first_receipt_at, receipt_count, reversed_receipt_count, first_invoice_at,
            invoice_count, first_cleared_on, touch_count, is_touchless,
            not is_deleted and not is_ended and (is_goods_receipt_expected and not is_received or not is_cleared)
        from {LINES} where source_system = $system""",
    ),
    "order_line_versions": (
        3,
        f"""select number, position, v.version_number, v.valid_from_at, v.ordered_quantity, v.unit_price, v.ordered_amount
        from core.fct_purchase_order_line_versions v join {LINES} l using (purchase_order_line_key)
        where v.source_system = $system""",
    ),
    "receipts": (
        1,
        f"""select r.received_at, (number, position), r.receipt_type, r.posted_on, r.received_quantity, r.received_amount,
            r.currency_code, original.received_at
        from core.fct_receipts r join {LINES} l using (purchase_order_line_key)
        left join core.fct_receipts original on r.reversed_receipt_key = original.receipt_key where r.source_system = $system""",
    ),
    "invoices": (
        1,
        """select invoice_number, document_type, s.supplier_name, i.status, invoice_amount, tax_amount, i.currency_code,
            invoiced_on, received_on, due_on, paid_on, i.created_at
        from core.fct_invoices i left join core.dim_suppliers s using (supplier_key) where i.source_system = $system""",
    ),
    "invoice_lines": (
        2,
        f"""select i.invoice_number,
            row_number() over (partition by l.invoice_key order by try_cast(l.line_number as int), l.invoice_line_id),
            case when o.number is not null then (o.number, o.position) end, l.quantity, l.unit_price, l.line_amount
        from core.fct_invoice_lines l join core.fct_invoices i using (invoice_key)
        left join {LINES} o on l.purchase_order_line_key = o.purchase_order_line_key where l.source_system = $system""",
    ),
    "match_exceptions": (
        1,
        """select i.invoice_number, m.exception_type, m.is_resolved, m.breach_amount
        from core.fct_match_results m join core.fct_invoices i using (invoice_key)
        where m.source_system = $system and m.outcome = 'exception'""",
    ),
    "holds": (
        1,
        """select i.invoice_number, h.hold_type, h.placed_at, h.released_at
        from core.fct_invoice_holds h join core.fct_invoices i using (invoice_key) where h.source_system = $system""",
    ),
    "payments": (
        1,
        """select i.invoice_number, s.supplier_name, p.payment_amount, p.currency_code, p.paid_on, p.is_voided
        from core.fct_payments p join core.fct_invoices i using (invoice_key)
        left join core.dim_suppliers s on p.supplier_key = s.supplier_key where p.source_system = $system""",
    ),
    "suppliers": (
        1,
        f"""select {DIGITS.format("supplier_number")}, supplier_name, country_code, is_active, tax_id_key,
            (select min(bank_account_key) from intermediate.int_procurement__supplier_bank_accounts a
            where a.source_system = s.source_system and a.supplier_id = s.supplier_id), email_key
        from core.dim_suppliers s where source_system = $system and has_master_record""",
    ),
}


@pytest.fixture(scope="module")
def differences(warehouse: duckdb.DuckDBPyConnection, examples_home: Path) -> dict[tuple[str, str, str], list[str]]:
    """Where the facts of a system part from the story: by system, entity and column, each case in words."""
    key = load_key(examples_home)
    found: dict[tuple[str, str, str], list[str]] = {}
    for system in SYSTEMS:
        for entity, story in STORY.items():
            key_size, sql = QUERIES[entity]
            rows = [row for row in warehouse.execute(sql, {"system": system}).fetchall() if row[:key_size] in story]
            keys = [row[:key_size] for row in rows]
            for record in story:
                if keys.count(record) != 1:
                    found.setdefault((system, entity, "*"), []).append(f"{record}: {keys.count(record)} rows")
            for row in rows:
                for (column, expected), value in zip(story[row[:key_size]].items(), row[key_size:], strict=True):
                    if isinstance(expected, Person):
                        expected = pseudonym(key, expected.domain, expected.value)
                    if expected is not ... and value != expected:
                        found.setdefault((system, entity, column), []).append(f"{row[:key_size]}: {value}, not {expected}")
    return found


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_same_orders_give_the_same_facts(system: str, differences: dict[tuple[str, str, str], list[str]]) -> None:
    declared = {loss[:3] for loss in LOSSES}
    surprises = {where[1:]: cases for where, cases in differences.items() if where[0] == system and where not in declared}
    assert not surprises, "\n".join(f"{where}: {'; '.join(cases)}" for where, cases in surprises.items())


def test_every_declared_loss_is_one(differences: dict[tuple[str, str, str], list[str]]) -> None:
    assert [loss[:3] for loss in LOSSES if loss[:3] not in differences] == []
    assert len({loss[:3] for loss in LOSSES}) == len(LOSSES)
