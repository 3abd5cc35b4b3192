"""Coupa's example exports, quirk by quirk: flat files with several record types, and pages of the REST API."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import duckdb
from questions import facts, staged

# ---------------------------------------------------------------- the flat files


def test_every_row_of_a_multi_record_file_lands_in_its_record_type(warehouse: duckdb.DuckDBPyConnection) -> None:
    models = ("purchase_orders", "purchase_order_lines", "purchase_order_allocations")
    assert [staged(warehouse, "count(*)", f"coupa__{model}") for model in models] == [[(4,)], [(5,)], [(2,)]]
    # The order files hold 14 rows besides their header rows, one of them with a line break and quotes inside a field.
    states = len(staged(warehouse, "*", "coupa__purchase_order_line_versions"))
    assert (states, len(staged(warehouse, "*", "coupa__purchase_order_allocations"))) == (6, 2)


def test_the_second_column_named_type_is_the_type_of_the_line(warehouse: duckdb.DuckDBPyConnection) -> None:
    lines = facts(warehouse, "coupa", "purchase_order_line_id, item_type_raw, item_type", "fct_purchase_order_lines")
    assert ("8045101", "OrderQuantityLine", "standard") in lines
    assert ("8090101", "OrderAmountLine", "service") in lines


def test_a_revised_order_counts_once_and_keeps_its_states(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert staged(warehouse, "internal_revision", "coupa__purchase_orders")[-1] == (2,)
    versions = facts(
        warehouse,
        "coupa",
        "version_number, valid_from_at, unit_price, ordered_amount",
        "fct_purchase_order_line_versions",
        "purchase_order_line_id = '8045101'",
    )
    assert versions == [
        (1, datetime(2024, 3, 4, 9), Decimal("24"), Decimal("240")),
        (2, datetime(2024, 3, 6, 10), Decimal("25"), Decimal("250")),
    ]
    # The API page shows later states of both lines that changed neither quantity nor price.
    assert len(facts(warehouse, "coupa", "1", "fct_purchase_order_line_versions", "purchase_order_line_id = '8045102'")) == 1


def test_thousands_separated_by_a_no_break_space_and_lines_without_quantity(warehouse: duckdb.DuckDBPyConnection) -> None:
    line = facts(
        warehouse,
        "coupa",
        "ordered_quantity, unit_price, ordered_amount",
        "fct_purchase_order_lines",
        "purchase_order_id = '90901'",
    )
    assert line == [(None, Decimal("1250"), Decimal("1250"))]
    assert staged(warehouse, "sum(allocated_amount)", "coupa__purchase_order_allocations") == [(Decimal("1250"),)]


def test_midnight_of_the_company_is_that_day(warehouse: duckdb.DuckDBPyConnection) -> None:
    need = facts(warehouse, "coupa", "needed_on", "fct_purchase_order_lines", "purchase_order_line_id = '8045101'")
    assert need == [(date(2024, 3, 14),)]
    # 2024-04-14T00:00:00+02:00, after the clocks changed, is still the 13th in UTC.
    invoice = facts(warehouse, "coupa", "invoiced_on, received_on, due_on", "fct_invoices", "invoice_id = '27451'")
    assert invoice == [(date(2024, 3, 15), date(2024, 3, 16), date(2024, 4, 14))]


def test_every_value_of_the_examples_could_be_read(warehouse: duckdb.DuckDBPyConnection) -> None:
    models = warehouse.execute("select table_name from duckdb_tables() where table_name like 'stg_coupa__%'").fetchall()
    assert len(models) == 30
    assert [
        model for (model,) in models if warehouse.execute(f"from staging.{model} where _cast_failures <> ''").fetchall()
    ] == []


# ---------------------------------------------------------------- flat files and API pages


def test_of_both_forms_the_latest_state_counts(warehouse: duckdb.DuckDBPyConnection) -> None:
    orders = facts(warehouse, "coupa", "purchase_order_id, status_raw, approval_status, currency_code", "fct_purchase_orders")
    assert orders == [
        ("90451", "issued", "approved", "EUR"),
        ("90452", "issued", "approved", "JPY"),
        ("90453", "cancelled", "cancelled", "USD"),  # issued in the files, cancelled in the API
        ("90901", "issued", "approved", "EUR"),
        ("90902", "buyer_hold", "on_hold", "EUR"),  # never issued, so the API alone knows it
    ]
    sources = facts(
        warehouse, "coupa", "purchase_order_id, recorded_at", "fct_purchase_orders", "purchase_order_id in ('90451', '90452')"
    )
    assert sources == [("90451", datetime(2024, 3, 18, 7, 10)), ("90452", datetime(2024, 3, 6, 7, 30))]


def test_requisitions_under_way_and_rejected_ones(warehouse: duckdb.DuckDBPyConnection) -> None:
    requisitions = facts(
        warehouse, "coupa", "requisition_id, status_raw, status, submitted_at is not null, approved_at", "fct_requisitions"
    )
    assert requisitions == [
        ("60301", "ordered", "ordered", True, datetime(2024, 3, 2, 8, 45)),
        ("60302", "ordered", "ordered", True, datetime(2024, 3, 5, 15, 30)),
        ("60303", "draft", "rejected", True, None),  # a draft again, with the reason for its rejection
        ("60901", "pending_approval", "pending_approval", True, None),
        ("60902", "cart", "draft", False, None),
    ]
    first = facts(warehouse, "coupa", "company_code, cost_center, category", "fct_requisitions", "requisition_id = '60301'")
    assert first == [("Harbourline", "CC-4100", "PPE")]


def test_a_step_waits_from_the_decision_before_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    steps = facts(
        warehouse,
        "coupa",
        "document_id, step_number, decision, pending_since_at, decided_at",
        "fct_approval_steps",
        "document_id in ('60301', '60901', '27901')",
    )
    submitted, decided = datetime(2024, 3, 1, 10), datetime(2024, 3, 1, 13, 20)
    assert steps == [
        ("27901", 1, "pending", datetime(2024, 4, 19, 8), None),
        ("60301", 1, "approved", submitted, decided),
        ("60301", 2, "approved", decided, datetime(2024, 3, 2, 8, 45)),
        ("60901", 1, "approved", datetime(2024, 4, 18, 7, 20), datetime(2024, 4, 19, 6)),
        ("60901", 2, "pending", datetime(2024, 4, 19, 6), None),
        ("60901", 3, "upcoming", None, None),
    ]


# ---------------------------------------------------------------- receipts


def test_a_file_without_header_rows_is_read_in_the_documented_order(warehouse: duckdb.DuckDBPyConnection) -> None:
    columns = "received_at, received_quantity, received_amount, currency_code, quantity_unit"
    receipt = facts(warehouse, "coupa", columns, "fct_receipts", "receipt_id = '3045301'")
    assert receipt == [(datetime(2024, 3, 20, 11), Decimal("3"), Decimal("45000"), "JPY", "EA")]


def test_receipts_returns_and_voids_carry_a_sign(warehouse: duckdb.DuckDBPyConnection) -> None:
    receipts = facts(
        warehouse,
        "coupa",
        "receipt_id, receipt_type, received_quantity, received_amount, is_deleted",
        "fct_receipts",
        "receipt_id in ('3045201', '3045202', '3045203', '3090101', '3090102', '3090103')",
    )
    assert receipts == [
        ("3045201", "goods_receipt_recorded", Decimal("4"), Decimal("482"), False),
        ("3045202", "goods_receipt_cancelled", Decimal("-4"), Decimal("-482"), False),  # refers to 3045201
        ("3045203", "goods_receipt_recorded", Decimal("4"), Decimal("482"), False),
        ("3090101", "goods_receipt_recorded", None, Decimal("1250"), False),
        ("3090102", "goods_returned", None, Decimal("-50"), False),
        ("3090103", "goods_receipt_recorded", None, Decimal("75"), True),  # voided in place
    ]


def test_whether_a_receipt_is_expected_follows_from_the_matching_level_of_the_supplier(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    expected = facts(
        warehouse,
        "coupa",
        "purchase_order_id, is_goods_receipt_expected",
        "fct_purchase_order_lines",
        "purchase_order_id < '905'",
    )
    assert expected == [("90451", True), ("90451", True), ("90452", True), ("90453", False)]  # 3-way, 3-way-fifo, 2-way


# ---------------------------------------------------------------- invoices


def test_credit_notes_are_negative_whatever_sign_they_are_written_with(warehouse: duckdb.DuckDBPyConnection) -> None:
    credit = facts(
        warehouse,
        "coupa",
        "document_type, status, invoice_amount, tax_amount, paid_on",
        "fct_invoices",
        "invoice_number = 'CM-7453'",
    )
    assert credit == [("credit_memo", "approved", Decimal("-29.75"), Decimal("-4.75"), None)]
    line = facts(warehouse, "coupa", "quantity, unit_price, line_amount", "fct_invoice_lines", "invoice_line_id = '2745301'")
    assert line == [(Decimal("-1"), Decimal("25"), Decimal("-25"))]


def test_the_state_of_an_invoice(warehouse: duckdb.DuckDBPyConnection) -> None:
    invoices = facts(
        warehouse, "coupa", "invoice_number, status_raw, status, paid_on", "fct_invoices", "document_type = 'invoice'"
    )
    assert invoices == [
        ("INV-7451", "approved", "paid", date(2024, 4, 10)),
        ("INV-7452", "approved", "paid", date(2024, 4, 19)),
        ("INV-7454", "voided", "voided", None),  # exported again when it was voided
        ("INV-7901", "on_hold", "on_hold", None),
        ("INV-7902", "approved", "partially_paid", None),
    ]
    payments = facts(warehouse, "coupa", "payment_amount, currency_code, paid_on", "fct_payments")
    assert payments == [
        (Decimal("300"), "EUR", date(2024, 4, 18)),  # the discount beside it is no payment
        (Decimal("871.08"), "EUR", date(2024, 4, 10)),
        (Decimal("46500"), "JPY", date(2024, 4, 19)),
    ]


def test_charges_are_lines_and_taxes_by_line_add_up(warehouse: duckdb.DuckDBPyConnection) -> None:
    where = "invoice_key = (select invoice_key from core.fct_invoices where invoice_number = 'INV-7902')"
    lines = facts(warehouse, "coupa", "invoice_line_id, line_amount, currency_code", "fct_invoice_lines", where)
    assert lines == [("2790201", Decimal("500"), "EUR"), ("charge_9600901", Decimal("20"), "EUR")]
    assert facts(warehouse, "coupa", "invoice_amount - tax_amount", "fct_invoices", "invoice_number = 'INV-7902'") == [
        (Decimal("520"),)
    ]


def test_matches_exceptions_and_holds(warehouse: duckdb.DuckDBPyConnection) -> None:
    results = facts(
        warehouse,
        "coupa",
        "match_result_id, outcome, exception_type, is_resolved, matched_quantity, breach_amount",
        "fct_match_results",
        "match_result_id like '%27452%' or match_result_id like '%2790%' or match_result_id like '%2745101%'",
    )
    assert results == [
        ("exception_invoice_27901_invoice_amount", "exception", "amount", False, None, Decimal("100")),
        ("exception_line_2745201_unit_price", "exception", "price", True, None, Decimal("1500")),
        ("match_8045101_2745101_3045101", "matched", None, None, Decimal("6"), None),
        ("match_8045101_2745101_3045102", "matched", None, None, Decimal("4"), None),
        ("match_8045201_2745201_3045301", "matched", None, None, Decimal("3"), None),
        ("match_8090101_2790201_3090101", "matched", None, None, None, None),
        ("match_8090101_2790201_3090103", "voided", None, None, None, None),
    ]
    # The files tell of the price breach too, without times: it is one hold.
    assert facts(warehouse, "coupa", "hold_type, placed_at, released_at", "fct_invoice_holds") == [
        ("other", datetime(2024, 4, 19, 7, 31), None),
        ("price", datetime(2024, 3, 22, 9, 5), datetime(2024, 3, 27, 16)),
    ]


# ---------------------------------------------------------------- suppliers and persons


def test_suppliers(warehouse: duckdb.DuckDBPyConnection) -> None:
    suppliers = facts(
        warehouse,
        "coupa",
        "supplier_id, supplier_number, is_active, is_payment_blocked, country_code, is_deleted",
        "dim_suppliers",
    )
    assert suppliers == [
        ("5101", "100101", True, False, "DE", False),
        ("5102", "100102", True, False, "JP", False),
        ("5103", "100103", True, False, "US", False),
        ("5104", "100104", False, True, "US", False),
    ]


def test_staging_holds_no_person_and_no_free_text(warehouse: duckdb.DuckDBPyConnection) -> None:
    (keys,) = warehouse.execute("select list_sort(list(distinct requester_key)) from staging.stg_coupa__requisitions").fetchone()
    assert len(keys) == 1
    assert "@" not in keys[0]
    assert staged(warehouse, "reject_reason_length", "coupa__coupa_requisitions_api") == [(None,), (None,), (30,)]
