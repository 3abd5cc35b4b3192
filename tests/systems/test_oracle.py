"""Oracle's example exports, quirk by quirk: extracts of Fusion Cloud and tables of an E-Business Suite."""

from __future__ import annotations

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


def fusion(number: int) -> str:
    return str(300000001000000 + number)


def test_nothing_fails_to_cast_and_no_feed_is_empty(warehouse: duckdb.DuckDBPyConnection) -> None:
    models = warehouse.execute(
        "select table_name from information_schema.tables where table_name like 'stg\\_oracle\\_\\_%' escape '\\'"
    ).fetchall()
    assert len(models) == 22
    for (model,) in models:
        rows, failures = warehouse.execute(
            f"select count(*), count(*) filter (where _cast_failures <> '') from staging.{model}"
        ).fetchone()
        assert rows > 0, model
        assert failures == 0, model


def test_file_names_of_the_extract_lead_to_feed_delivery_and_time(
    warehouse: duckdb.DuckDBPyConnection, examples_home: Path
) -> None:
    raw = f"read_parquet('{examples_home}/lake/raw/oracle_po_lines/*.parquet', union_by_name = true)"
    assert warehouse.execute(f"select distinct _delivery, _file_time from {raw} order by all").fetchall() == [
        ("bicc", datetime(2024, 3, 5, 2)),
        ("bicc", datetime(2024, 5, 1, 2)),
        ("ebs", datetime(2024, 2, 10)),
        ("ebs", datetime(2024, 3, 1)),
    ]
    # An attribute that nobody declared rides along.
    assert warehouse.execute(f"select distinct source_attributes from {raw} where _delivery = 'bicc'").fetchall() == [
        ('{"objectversionnumber":"1"}',)
    ]


def test_stamps_of_six_decimals_are_utc_and_those_of_the_database_its_local_time(warehouse: duckdb.DuckDBPyConnection) -> None:
    created = {
        row[0]: row[1:] for row in facts(warehouse, "oracle", "purchase_order_id, ordered_at, ordered_on", "fct_purchase_orders")
    }
    assert created[fusion(451)] == (datetime(2024, 3, 4, 9), date(2024, 3, 4))
    assert created["60951"] == (datetime(2024, 2, 7, 15), date(2024, 2, 7))  # 07-FEB-2024 09:00:00 in Chicago
    assert staged(warehouse, "need_by_date", "oracle__oracle_po_line_locations", "po_line_id = '61951'") == [
        (date(2024, 2, 16),)
    ]  # 16-FEB-24


def test_full_and_incremental_extract_of_one_key_count_once_and_show_what_changed(warehouse: duckdb.DuckDBPyConnection) -> None:
    lines = facts(
        warehouse,
        "oracle",
        "purchase_order_line_id, unit_price",
        "fct_purchase_order_lines",
        "purchase_order_line_id in ('61951', '300000001002451')",
    )
    assert lines == [(fusion(2451), Decimal("25")), ("61951", Decimal("12.5"))]
    versions = facts(
        warehouse,
        "oracle",
        "version_number, valid_from_at, unit_price, ordered_amount",
        "fct_purchase_order_line_versions",
        f"purchase_order_line_id = '{fusion(2451)}'",
    )
    assert versions == [
        (1, datetime(2024, 3, 4, 9), Decimal("24"), Decimal("240")),
        (2, datetime(2024, 3, 6, 10), Decimal("25"), Decimal("250")),
    ]
    # The second line came in both extracts unchanged.
    assert facts(
        warehouse, "oracle", "version_number", "fct_purchase_order_line_versions", f"purchase_order_line_id = '{fusion(3451)}'"
    ) == [(1,)]


def test_one_number_of_an_order_and_an_agreement_is_one_order(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert staged(warehouse, "po_header_id, type_lookup_code", "oracle__oracle_po_headers", "segment1 = '4951'") == [
        ("60951", "STANDARD"),
        ("60952", "BLANKET"),
    ]
    assert facts(warehouse, "oracle", "purchase_order_id", "fct_purchase_orders", "purchase_order_number = '4951'") == [
        ("60951",)
    ]
    assert facts(warehouse, "oracle", "count(*)", "fct_purchase_order_lines", "purchase_order_line_id = '61952'") == [(0,)]


def test_a_receipt_into_stock_counts_once_and_corrections_and_returns_take_away(warehouse: duckdb.DuckDBPyConnection) -> None:
    receipts = facts(
        warehouse,
        "oracle",
        "receipt_id, receipt_type, received_quantity, received_amount, posted_on",
        "fct_receipts",
        "length(receipt_id) = 5",
    )
    assert receipts == [
        ("95001", "goods_receipt_recorded", Decimal("10"), Decimal("125"), date(2024, 2, 15)),
        ("95003", "goods_receipt_cancelled", Decimal("-2"), Decimal("-25"), date(2024, 2, 16)),
        ("95005", "goods_returned", Decimal("-1"), Decimal("-12.5"), date(2024, 2, 20)),
    ]


def test_an_order_that_the_primary_key_extract_lacks_was_deleted(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert facts(warehouse, "oracle", "purchase_order_id", "fct_purchase_orders", "is_deleted") == [(fusion(961),)]
    assert facts(warehouse, "oracle", "purchase_order_line_id", "fct_purchase_order_lines", "is_deleted") == [(fusion(2961),)]
    # The extract of Fusion says nothing of documents of the E-Business Suite.
    assert facts(warehouse, "oracle", "is_deleted", "fct_invoices", "invoice_id = '90951'") == [(False,)]


def test_the_status_of_an_invoice_follows_from_cancellation_payment_holds_and_approval(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert facts(warehouse, "oracle", "invoice_number, status_raw, status", "fct_invoices") == [
        ("B-8951", "N/INITIATED/NEEDS REAPPROVAL", "on_hold"),
        ("CM-7453", "N/WFAPPROVED/APPROVED", "approved"),
        ("INV-7451", "Y/WFAPPROVED/APPROVED", "paid"),
        ("INV-7452", "Y/WFAPPROVED/APPROVED", "paid"),
        ("INV-7454", "CANCELLED", "voided"),
    ]


def test_a_cancelled_invoice_keeps_what_it_was_worth(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert facts(warehouse, "oracle", "invoice_amount, is_deleted", "fct_invoices", "invoice_number = 'INV-7454'") == [
        (Decimal("300"), False)
    ]
    assert facts(
        warehouse, "oracle", "line_amount, is_deleted", "fct_invoice_lines", f"invoice_line_id = '{fusion(17454)}_1'"
    ) == [(Decimal("300"), False)]


def test_a_hold_on_a_schedule_is_an_exception_of_the_line_matched_to_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    exceptions = facts(
        warehouse,
        "oracle",
        "exception_raw, exception_type, is_resolved, breach_amount",
        "fct_match_results",
        "outcome = 'exception'",
    )
    assert exceptions == [("PRICE", "price", True, Decimal("1500")), ("QTY REC", "quantity", False, None)]
    assert facts(warehouse, "oracle", "hold_type, released_at", "fct_invoice_holds") == [
        ("price", datetime(2024, 3, 27, 16)),
        ("quantity", None),
    ]


def test_actions_that_decide_nothing_are_no_steps(warehouse: duckdb.DuckDBPyConnection) -> None:
    steps = facts(
        warehouse,
        "oracle",
        "document_id, step_number, decision, pending_since_at, decided_at",
        "fct_approval_steps",
        "document_id in ('80901', '60952')",
    )
    assert steps == [
        ("80901", 1, "forwarded", datetime(2024, 2, 5, 14, 30), datetime(2024, 2, 5, 20)),
        ("80901", 2, "approved", datetime(2024, 2, 5, 20), datetime(2024, 2, 6, 16)),
    ]


def test_a_person_known_by_e_mail_is_the_same_in_every_system(warehouse: duckdb.DuckDBPyConnection) -> None:
    requesters = (
        "select distinct requester_key from core.fct_requisitions where source_system = '{}' and requisition_number like '%30{}'"
    )
    for number in (1, 3):
        same = [warehouse.execute(requesters.format(system, number)).fetchall() for system in ("oracle", "netsuite")]
        assert same[0] == same[1]
        assert len(same[0]) == 1


def test_a_supplier_is_inactive_from_its_end_date_and_blocked_by_its_flag(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert facts(
        warehouse,
        "oracle",
        "supplier_number, is_active, is_payment_blocked",
        "dim_suppliers",
        "not is_active or is_payment_blocked",
    ) == [
        ("50904", True, True),
        ("S100104", False, False),
    ]


def test_category_and_cost_centre_are_names_and_not_internal_ids(warehouse: duckdb.DuckDBPyConnection) -> None:
    lines = facts(warehouse, "oracle", "distinct category, cost_center", "fct_purchase_order_lines", "not is_deleted")
    assert lines == [("LAB", "CC-4200"), ("MRO", "CC-4100"), ("PPE", "CC-4100"), ("SAFETY", "CC-4900"), ("SERVICES", "CC-4300")]


def test_an_exception_stays_one_when_its_invoice_is_cancelled(examples_home: Path, tmp_path: Path) -> None:
    """The hold is a fact of its own: what was stopped and settled was so, whatever became of the invoice."""
    invoice, schedule, stamp = fusion(17999), fusion(4451), "2024-05-{:02} 09:00:00.000000"
    rows = {
        "oracle_invoices": ("invoiceheader", "ApInvoices", {
            "InvoiceId": invoice, "InvoiceNum": "INV-7999", "VendorId": fusion(101), "OrgId": fusion(21),
            "InvoiceTypeLookupCode": "STANDARD", "InvoiceDate": "2024-05-02", "InvoiceReceivedDate": "2024-05-02",
            "InvoiceAmount": "0", "CancelledAmount": "60.00", "InvoiceCurrencyCode": "EUR", "PaymentStatusFlag": "N",
            "WfapprovalStatus": "NOT REQUIRED", "ApprovalStatus": "APPROVED", "CancelledDate": stamp.format(4),
            "CreationDate": stamp.format(2), "LastUpdateDate": stamp.format(4)}),
        "oracle_invoice_lines": ("invoiceline", "ApInvoiceLinesAll", {
            "InvoiceId": invoice, "LineNumber": "1", "LineTypeLookupCode": "ITEM", "Amount": "0", "OriginalAmount": "60.00",
            "QuantityInvoiced": "2", "UnitPrice": "30.00", "PoHeaderId": fusion(451), "PoLineId": fusion(2451),
            "PoLineLocationId": schedule, "RcvTransactionId": "", "DiscardedFlag": "Y", "LastUpdateDate": stamp.format(4)}),
        "oracle_holds": ("invoicehold", "ApHoldsAll", {
            "HoldId": fusion(9999), "InvoiceId": invoice, "LineLocationId": schedule, "HoldLookupCode": "PRICE",
            "HoldDate": stamp.format(2), "ReleaseLookupCode": "VARIANCE", "LastUpdateDate": stamp.format(3)}),
    }  # fmt: skip
    shutil.copytree(examples_home / "lake", tmp_path / "home" / "lake")
    (tmp_path / "landing" / "oracle").mkdir(parents=True)
    workspace, feeds = Workspace(tmp_path / "home", tmp_path / "landing"), load_feeds()
    for feed, (view, prefix, row) in rows.items():
        name = f"file_fscmtopmodelam_finextractam_apbiccextractam_{view}extractpvo-batch110000199-20240505_020000.csv"
        header = ",".join(prefix + attribute for attribute in row)
        (workspace.landing / "oracle" / name).write_text(f"{header}\n{','.join(row.values())}\n")
        result = ingest_feed(workspace, feeds[feed], datetime(2024, 6, 1, tzinfo=UTC))
        assert result.refused == 0, [entry["detail"] for entry in result.entries if entry["status"] == "refused"]
    with CompiledProject(examples_home).build(workspace.home) as later:
        columns, matched = "outcome, exception_type, is_resolved", f"match_result_id like '{invoice}%'"
        found = facts(later, "oracle", columns, "fct_match_results", matched)
        assert found == [("exception", "price", True)]
        assert facts(later, "oracle", "status", "fct_invoices", f"invoice_id = '{invoice}'") == [("voided",)]
