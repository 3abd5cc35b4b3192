"""Zip's example exports, quirk by quirk: pages, bare objects and JSON lines; Unix seconds, money as text, numbers as codes."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
from facts import CompiledProject
from questions import facts, staged

from orchestration.feeds import load_feeds
from orchestration.ingest import ingest_feed
from orchestration.workspace import Workspace


def test_pages_bare_objects_and_json_lines_are_one_feed(warehouse: duckdb.DuckDBPyConnection) -> None:
    landed = warehouse.execute(
        "select feed, count(*), sum(row_count) from audit.landed_files"
        " where feed like 'zip_%' and status = 'loaded' group by feed order by feed"
    )
    assert landed.fetchall() == [
        ("zip_approvals", 1, 9),
        ("zip_invoices", 2, 3),  # a page of two, and one fetched by its id
        ("zip_purchase_orders", 2, 4),
        ("zip_requests", 3, 7),
        ("zip_vendors", 1, 4),
    ]


def test_requests_of_every_type_and_status(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert facts(warehouse, "zip", "request_number, request_type, status", "fct_requests") == [
        ("5301", "purchase", "approved"),  # awaiting approval in an older file
        ("5302", "purchase", "approved"),
        ("5303", "purchase", "rejected"),
        ("5901", "supplier_onboarding", "on_hold"),
        ("5902", "purchase", "pending_approval"),
        ("5903", "purchase", "cancelled"),
    ]
    first = facts(
        warehouse,
        "zip",
        "request_amount, currency_code, created_at, submitted_at, completed_at",
        "fct_requests",
        "request_number = '5301'",
    )
    times = (datetime(2024, 3, 1, 9, 10), datetime(2024, 3, 1, 10), datetime(2024, 3, 2, 8, 45))
    assert first == [(Decimal("732"), "EUR", *times)]


def test_a_request_without_vendor_category_or_price(warehouse: duckdb.DuckDBPyConnection) -> None:
    where = "request_number = '5901'"
    assert facts(warehouse, "zip", "supplier_key, category, request_amount, currency_code", "fct_requests", where) == [
        (None,) * 4
    ]


def test_purchase_requests_are_requisitions(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert facts(warehouse, "zip", "requisition_number, status, cost_center, approved_at", "fct_requisitions") == [
        ("5301", "approved", "CC-4100", datetime(2024, 3, 2, 8, 45)),
        ("5302", "approved", "CC-4200", datetime(2024, 3, 5, 15, 30)),
        ("5303", "rejected", "CC-4300", None),
        ("5902", "pending_approval", "CC-4100", None),
        ("5903", "cancelled", "CC-4300", None),
    ]


def test_decisions_by_number_and_by_the_companys_own_name(warehouse: duckdb.DuckDBPyConnection) -> None:
    steps = facts(
        warehouse,
        "zip",
        "right(document_id, 3), step_number, document_type, decision_raw, decision,"
        " pending_since_at, decided_at, approver_key is null",
        "fct_approval_steps",
    )
    assert steps == [
        ("301", 1, "requisition", "3", "approved", datetime(2024, 3, 1, 10), datetime(2024, 3, 1, 13, 20), False),
        ("301", 2, "requisition", "3", "approved", datetime(2024, 3, 1, 13, 20), datetime(2024, 3, 2, 8, 45), False),
        # the stamps of this one are spelled started_at and completed_at
        ("302", 1, "requisition", "3", "approved", datetime(2024, 3, 5, 8, 5), datetime(2024, 3, 5, 15, 30), False),
        ("303", 1, "requisition", "2", "rejected", datetime(2024, 3, 6, 11), datetime(2024, 3, 7, 9), False),
        ("901", 1, "request", "Delegated", "forwarded", datetime(2024, 4, 15, 9, 5), datetime(2024, 4, 16, 10), False),
        ("902", 1, "requisition", "4", "auto_approved", datetime(2024, 4, 18, 7, 20), datetime(2024, 4, 18, 7, 20), True),
        ("902", 2, "requisition", "1", "pending", datetime(2024, 4, 19, 6), None, False),
        ("902", 3, "requisition", "0", "upcoming", None, None, False),
        ("903", 1, "requisition", "5", "cancelled", datetime(2024, 4, 10, 9), datetime(2024, 4, 11, 8), False),
    ]


def test_orders_lead_back_to_their_request(warehouse: duckdb.DuckDBPyConnection) -> None:
    lines = facts(
        warehouse,
        "zip",
        "right(purchase_order_id, 3), line_number, ordered_quantity, unit_price, ordered_amount,"
        " cost_center, item_type, needed_on",
        "fct_purchase_order_lines",
    )
    assert lines == [
        ("451", "1", Decimal("10"), Decimal("25"), Decimal("250"), "CC-4100", "standard", date(2024, 3, 14)),
        ("451", "2", Decimal("4"), Decimal("120.5"), Decimal("482"), "CC-4100", "standard", date(2024, 3, 12)),
        ("452", "1", Decimal("3"), Decimal("15000"), Decimal("45000"), "CC-4200", "standard", date(2024, 3, 20)),
        ("453", "1", Decimal("1"), Decimal("1200"), Decimal("1200"), "CC-4300", "expense", None),
    ]
    orders = facts(warehouse, "zip", "purchase_order_number, company_code, approval_status", "fct_purchase_orders")
    # Zip publishes no status numbers of orders; 90453 came from no request, so its company is not known.
    assert orders == [
        ("90451", "Harbourline", "unknown"),
        ("90452", "Harbourline", "unknown"),
        ("90453", None, "unknown"),
    ]


def test_a_changed_order_keeps_its_states(warehouse: duckdb.DuckDBPyConnection) -> None:
    versions = facts(
        warehouse,
        "zip",
        "right(purchase_order_line_id, 4), version_number, valid_from_at, unit_price",
        "fct_purchase_order_line_versions",
        "purchase_order_line_id like '%451_'",
    )
    assert versions == [
        ("4511", 1, datetime(2024, 3, 4, 9), Decimal("24")),
        ("4511", 2, datetime(2024, 3, 6, 10), Decimal("25")),
        ("4512", 1, datetime(2024, 3, 4, 9), Decimal("120.5")),
    ]


def test_invoices_and_their_lines(warehouse: duckdb.DuckDBPyConnection) -> None:
    invoices = facts(warehouse, "zip", "invoice_number, status, invoice_amount, tax_amount, due_on, paid_on", "fct_invoices")
    assert invoices == [
        ("INV-7451", "paid", Decimal("871.08"), Decimal("139.08"), date(2024, 4, 14), date(2024, 4, 10)),
        ("INV-7452", "paid", Decimal("46500"), Decimal("0"), date(2024, 4, 20), date(2024, 4, 19)),
        ("INV-7454", "received", Decimal("300"), Decimal("0"), None, None),
    ]
    lines = facts(warehouse, "zip", "line_amount, purchase_order_line_key is not null", "fct_invoice_lines")
    assert lines == [(Decimal("250"), True), (Decimal("300"), False), (Decimal("482"), True), (Decimal("46500"), True)]


def test_suppliers_by_number_and_by_word(warehouse: duckdb.DuckDBPyConnection) -> None:
    suppliers = facts(warehouse, "zip", "external_id, status_raw, is_active, is_deleted", "dim_suppliers")
    assert suppliers == [
        ("100101", "1", True, False),
        ("100102", "1", True, False),
        ("100103", "PREFERRED", True, False),
        ("100104", "DELETED", False, True),
    ]


def test_persons_and_companies_are_the_same_in_coupa(warehouse: duckdb.DuckDBPyConnection) -> None:
    for column, table in [("requester_key", "core.fct_requisitions"), ("approver_key", "core.fct_approval_steps")]:
        keys = warehouse.execute(
            f"select {column}, count(distinct source_system) from {table} where {column} is not null group by all"
        )
        shared = {key for key, systems in keys.fetchall() if systems > 1}
        assert len(shared) == 2
        assert not any("@" in key for key in shared)
    systems = warehouse.execute(
        "select tax_id_key, list_sort(list(source_system)) from core.dim_suppliers"
        " where source_system in ('coupa', 'zip') group by all"
    ).fetchall()
    assert [found for key, found in systems if key is not None] == [["coupa", "zip"]] * 4


def test_every_value_of_the_examples_could_be_read(warehouse: duckdb.DuckDBPyConnection) -> None:
    models = warehouse.execute("select table_name from duckdb_tables() where table_name like 'stg_zip__%'").fetchall()
    assert len(models) == 9
    assert [
        model for (model,) in models if warehouse.execute(f"from staging.{model} where _cast_failures <> ''").fetchall()
    ] == []


def landed(examples_home: Path, place: Path, feed: str, name: str, record: dict[str, object]) -> duckdb.DuckDBPyConnection:
    """The warehouse after one more export with one record."""
    shutil.copytree(examples_home / "lake", place / "home" / "lake")
    landing = place / "landing"
    (landing / "zip").mkdir(parents=True)
    (landing / "zip" / name).write_text(json.dumps({"list": [record], "size": 1}))
    result = ingest_feed(Workspace(place / "home", landing), load_feeds()[feed], datetime(2024, 6, 1, tzinfo=UTC))
    assert result.refused == 0, [entry["detail"] for entry in result.entries if entry["status"] == "refused"]
    return CompiledProject(examples_home).build(place / "home")


def test_a_status_that_nobody_listed_is_unknown_and_kept(examples_home: Path, tmp_path: Path) -> None:
    request = {"id": "a-904", "request_number": 5904, "request_type": "PURCHASE_REQUEST", "status": 9}
    request |= {"created_at": 1713500000, "updated_at": 1713500000}
    with landed(examples_home, tmp_path, "zip_requests", "requests_20240421_050000Z.json", request) as later:
        found = later.execute("select status_raw, status, created_at from core.fct_requests where request_number = '5904'")
        assert found.fetchall() == [("9", "unknown", datetime(2024, 4, 19, 4, 13, 20))]


def test_what_cannot_be_read_is_named_in_the_record_and_in_its_parts(examples_home: Path, tmp_path: Path) -> None:
    lines = [
        {"id": "l-904", "quantity": "two", "rate": "1.5", "total": "much", "currency": "EUR"},
        {"id": "l-905", "quantity": "2", "rate": " ", "total": None, "currency": "EUR"},
    ]
    order = {
        "id": "o-904",
        "po_number": "PO-904",
        "status": 1,
        "currency": "EUR",
        "total_amount": "3",
        "created_at": "soon",
        "updated_at": 1713500000,
        "line_items": lines,
    }
    with landed(examples_home, tmp_path, "zip_purchase_orders", "purchase_orders_20240421_050000Z.json", order) as later:
        orders = staged(later, "created_at, _cast_failures", "zip__zip_purchase_orders", "purchase_order_id = 'o-904'")
        assert orders == [(None, "created_at")]
        assert staged(later, "_cast_failures", "zip__purchase_order_lines", "purchase_order_id = 'o-904'") == [
            ("",),
            ("ordered_quantity,ordered_amount",),
        ]
