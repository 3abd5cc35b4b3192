"""NetSuite's example exports, quirk by quirk: tables of SuiteAnalytics and the result of a saved search."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import duckdb
from questions import facts, staged


def test_nothing_fails_to_cast_and_no_feed_is_empty(warehouse: duckdb.DuckDBPyConnection) -> None:
    models = warehouse.execute(
        "select table_name from information_schema.tables where table_name like 'stg\\_netsuite\\_\\_%' escape '\\'"
    ).fetchall()
    assert len(models) == 12
    for (model,) in models:
        rows, failures = warehouse.execute(
            f"select count(*), count(*) filter (where _cast_failures <> '') from staging.{model}"
        ).fetchone()
        assert rows > 0, model
        assert failures == 0, model


def test_hours_of_one_digit_are_times_of_the_account(warehouse: duckdb.DuckDBPyConnection) -> None:
    created = dict(facts(warehouse, "netsuite", "purchase_order_id, ordered_at", "fct_purchase_orders"))
    assert created["10451"] == datetime(2024, 3, 4, 9)  # 2024-03-04 1:00:00 in winter time
    assert dict(facts(warehouse, "netsuite", "receipt_id, received_at", "fct_receipts"))["10605_1"] == datetime(
        2024, 3, 20, 11
    )  # 4:00:00 in summer time
    # An order's day is the date on it, though at that hour it was the evening before in Los Angeles.
    assert facts(warehouse, "netsuite", "ordered_at, ordered_on", "fct_purchase_orders", "purchase_order_id = '10452'") == [
        (datetime(2024, 3, 6, 7, 30), date(2024, 3, 6))
    ]


def test_flags_t_and_f_tell_the_main_and_tax_lines_from_the_others(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert staged(
        warehouse, "line_id, is_main_line, is_tax_line", "netsuite__netsuite_transactionline", "transaction_id = '17453'"
    ) == [
        ("0", True, False),
        ("1", False, False),
        ("2", False, True),
    ]
    assert facts(warehouse, "netsuite", "invoice_line_id, line_amount", "fct_invoice_lines", "invoice_line_id like '17453%'") == [
        ("17453_1", Decimal("-25"))
    ]


def test_what_is_owed_is_positive_and_a_credit_negative(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert facts(warehouse, "netsuite", "invoice_number, document_type, invoice_amount, tax_amount, status", "fct_invoices") == [
        ("CM-7453", "credit_memo", Decimal("-29.75"), Decimal("-4.75"), "approved"),
        ("INV-7451", "invoice", Decimal("871.08"), Decimal("139.08"), "paid"),
        ("INV-7452", "invoice", Decimal("46500"), Decimal("0"), "paid"),
        ("INV-7454", "invoice", Decimal("300"), Decimal("0"), "voided"),
    ]
    assert facts(warehouse, "netsuite", "payment_amount, currency_code, paid_on", "fct_payments") == [
        (Decimal("871.08"), "EUR", date(2024, 4, 10)),
        (Decimal("46500"), "JPY", date(2024, 4, 19)),
    ]


def test_a_saved_search_and_the_tables_give_one_order_once(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert staged(warehouse, "purchase_order_id, line_id", "netsuite__netsuite_purchase_order_search", "is_main_line") == [
        ("10451", 0),
        ("10452", 0),
        ("10971", 0),
    ]
    # The twins agree, and the tables win: they know the supplier.
    twins = "purchase_order_id in ('10451', '10452')"
    assert staged(
        warehouse, "purchase_order_id, amount", "netsuite__netsuite_purchase_order_search", f"is_main_line and {twins}"
    ) == facts(warehouse, "netsuite", "purchase_order_id, ordered_amount", "fct_purchase_orders", twins)
    assert facts(warehouse, "netsuite", "count(*), count(supplier_key)", "fct_purchase_orders", twins) == [(2, 2)]


def test_labels_statuses_in_words_and_parentheses_of_a_saved_search_are_read(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert facts(
        warehouse,
        "netsuite",
        "status_raw, approval_status, ordered_at, ordered_on",
        "fct_purchase_orders",
        "purchase_order_id = '10971'",
    ) == [("Purchase Order : Pending Receipt", "approved", datetime(2024, 3, 18, 15, 45), date(2024, 3, 18))]
    lines = facts(
        warehouse,
        "netsuite",
        "purchase_order_line_id, ordered_amount, currency_code",
        "fct_purchase_order_lines",
        "purchase_order_id = '10971'",
    )
    assert lines == [("10971_1", Decimal("12345"), "EUR"), ("10971_2", Decimal("-1234.5"), "EUR")]


def test_a_status_is_a_letter_or_kind_and_letter_and_its_meaning_depends_on_the_kind(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert facts(
        warehouse,
        "netsuite",
        "purchase_order_id, status_raw, approval_status",
        "fct_purchase_orders",
        "purchase_order_id <> '10971'",
    ) == [
        ("10451", "G", "approved"),
        ("10452", "G", "approved"),
        ("10453", "PurchOrd:H", "closed"),
        ("10961", "A", "pending_approval"),
    ]
    assert facts(warehouse, "netsuite", "requisition_id, status_raw, status", "fct_requisitions") == [
        ("10301", "F", "ordered"),
        ("10302", "F", "ordered"),
        ("10303", "C", "rejected"),
    ]


def test_a_deleted_order_is_deleted_and_a_deleted_receipt_is_cancelled_when_it_was_deleted(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    assert facts(warehouse, "netsuite", "purchase_order_id", "fct_purchase_orders", "is_deleted") == [("10961",)]
    receipts = facts(
        warehouse,
        "netsuite",
        "receipt_id, receipt_type, received_at, received_quantity",
        "fct_receipts",
        "receipt_id like '10602%'",
    )
    assert receipts == [
        ("10602_1", "goods_receipt_recorded", datetime(2024, 3, 12, 14, 5), Decimal("4")),
        ("10602_1_deleted", "goods_receipt_cancelled", datetime(2024, 3, 13, 8), Decimal("-4")),
    ]


def test_system_notes_give_the_approvals_but_no_names(warehouse: duckdb.DuckDBPyConnection) -> None:
    steps = facts(warehouse, "netsuite", "document_id, step_number, decision, pending_since_at, decided_at", "fct_approval_steps")
    assert steps == [
        ("10301", 1, "approved", datetime(2024, 3, 1, 10), datetime(2024, 3, 1, 13, 20)),
        ("10301", 2, "approved", datetime(2024, 3, 1, 13, 20), datetime(2024, 3, 2, 8, 45)),
        ("10302", 1, "approved", datetime(2024, 3, 5, 8, 5), datetime(2024, 3, 5, 15, 30)),
        ("10303", 1, "rejected", datetime(2024, 3, 6, 11), datetime(2024, 3, 7, 9)),
    ]
    values = {value for row in staged(warehouse, "old_value, new_value", "netsuite__netsuite_systemnote") for value in row}
    assert values == {None, "Pending Approval", "Pending Order", "Rejected", "T", "F"}


def test_the_payment_hold_is_a_hold_from_its_setting_to_its_lifting(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert facts(warehouse, "netsuite", "hold_id, hold_type, placed_at, released_at", "fct_invoice_holds") == [
        ("510", "payment_block", datetime(2024, 3, 22, 9, 5), datetime(2024, 3, 27, 16))
    ]


def test_a_line_exported_twice_shows_what_changed(warehouse: duckdb.DuckDBPyConnection) -> None:
    versions = facts(
        warehouse,
        "netsuite",
        "version_number, valid_from_at, unit_price",
        "fct_purchase_order_line_versions",
        "purchase_order_line_id = '10451_1'",
    )
    assert versions == [(1, datetime(2024, 3, 4, 9), Decimal("24")), (2, datetime(2024, 3, 6, 10), Decimal("25"))]
    # The other line changed too, in what was received alone.
    assert facts(
        warehouse, "netsuite", "version_number", "fct_purchase_order_line_versions", "purchase_order_line_id = '10451_2'"
    ) == [(1,)]


def test_internal_ids_of_currency_class_and_department_become_their_names(warehouse: duckdb.DuckDBPyConnection) -> None:
    lines = facts(
        warehouse,
        "netsuite",
        "purchase_order_line_id, currency_code, category, cost_center",
        "fct_purchase_order_lines",
        "purchase_order_id in ('10451', '10452', '10453')",
    )
    assert lines == [
        ("10451_1", "EUR", "PPE", "CC-4100"),
        ("10451_2", "EUR", "MRO", "CC-4100"),
        ("10452_1", "JPY", "LAB", "CC-4200"),
        ("10453_1", "USD", "SERVICES", "CC-4300"),
    ]
