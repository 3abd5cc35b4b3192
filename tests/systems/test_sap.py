"""SAP's example exports, quirk by quirk: table browser, extract, German spreadsheet and unconverted list."""

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


def test_every_value_of_every_form_is_read(warehouse: duckdb.DuckDBPyConnection) -> None:
    tables = [
        "bkpf",
        "bsak",
        "cdhdr",
        "cdpos",
        "eban",
        "ebkn",
        "ekbe",
        "eket",
        "ekkn",
        "ekko",
        "ekpo",
        "lfa1",
        "lfbk",
        "mkpf",
        "mseg",
        "rbkp",
        "rseg",
    ]
    assert {table: staged(warehouse, "count(*) > 0, max(_cast_failures)", f"sap__{table}") for table in tables} == {
        table: [(True, "")] for table in tables
    }


# ---------------------------------------------------------------- forms


def test_a_key_is_the_same_with_and_without_its_zeros(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Order 4700000912 came as an extract (padded) and later as a spreadsheet (not padded): one order of one supplier."""
    assert staged(
        warehouse, "supplier_id, processing_state_raw, _file_name", "sap__ekko", "purchase_order_id = '4700000912'"
    ) == [("0000000101", "02", "sap/spreadsheet/EKKO_20240502.csv")]
    assert staged(warehouse, "distinct line_number", "sap__ekpo", "purchase_order_id in ('4700000451', '4700000913')") == [
        ("00010",),
        ("00020",),
    ]
    numbers = "requisition_id is null or length(requisition_id) = 10"
    assert staged(warehouse, f"bool_and({numbers})", "sap__ekpo") == [(True,)]


def test_empty_dates_and_references_of_zeros_are_nothing(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert staged(warehouse, "distinct document_on", "sap__ekko", "purchase_order_id = '4700000912'") == [(None,)]
    assert staged(
        warehouse, "purchase_order_id, purchase_order_line_number, released_on", "sap__eban", "requisition_id = '0010000303'"
    ) == [(None, None, None)]
    assert staged(warehouse, "distinct assignment_number", "sap__ekbe", "posting_kind_raw = '1' and currency_code = 'JPY'") == [
        ("00",)
    ]


def test_german_spreadsheet(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Labels, day first, decimal comma, quotes within quotes, item types as users see them, a blocked line not deleted."""
    assert facts(
        warehouse,
        "sap",
        "line_number, ordered_quantity, unit_price, ordered_amount, item_type, is_deleted",
        "fct_purchase_order_lines",
        "purchase_order_id = '4700000913'",
    ) == [
        ("00010", Decimal("1250"), Decimal("1.08"), Decimal("1350"), "standard", False),
        ("00020", Decimal("500"), Decimal("0.12"), Decimal("60"), "standard", False),
    ]
    assert staged(warehouse, "created_on", "sap__ekko", "purchase_order_id = '4700000913'") == [(date(2024, 3, 11),)]


def test_labels_that_occur_three_times_and_a_trailing_minus(warehouse: duckdb.DuckDBPyConnection) -> None:
    """`Position` is the order item, the line of the document and the line referred to; a printed minus repeats what H says."""
    assert facts(
        warehouse,
        "sap",
        "receipt_id, receipt_type, received_at, received_quantity, received_amount",
        "fct_receipts",
        "purchase_order_key in (select purchase_order_key from core.fct_purchase_orders where purchase_order_id = '4700000913')",
    ) == [
        # Berlin is on summer time.
        ("5000000981_2024_0001", "goods_receipt_recorded", datetime(2024, 4, 2, 6, 15), Decimal("1250"), Decimal("1350")),
        ("5000000982_2024_0001", "goods_receipt_cancelled", datetime(2024, 4, 3, 5, 40), Decimal("-1250"), Decimal("-1350")),
        ("5000000983_2024_0001", "goods_receipt_recorded", datetime(2024, 4, 4, 7, 0), Decimal("1000"), Decimal("1080")),
    ]
    reversed_keys = facts(warehouse, "sap", "reversed_receipt_key", "fct_receipts", "receipt_id = '5000000982_2024_0001'")
    assert reversed_keys == facts(warehouse, "sap", "receipt_key", "fct_receipts", "receipt_id = '5000000981_2024_0001'")


def test_unconverted_list_with_a_repeated_header_and_a_split_receipt(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert staged(warehouse, "document_id, assignment_number, quantity", "sap__ekbe", "purchase_order_id = '4700000912'") == [
        ("5000000971", "01", Decimal("30")),
        ("5000000971", "02", Decimal("70")),
        ("5105007901", "01", Decimal("160")),
    ]
    assert facts(
        warehouse,
        "sap",
        "received_quantity, received_amount, quantity_unit",
        "fct_receipts",
        "receipt_id = '5000000971_2024_0001'",
    ) == [(Decimal("100"), Decimal("48.2"), "EA")]


# ---------------------------------------------------------------- meaning


def test_a_receipt_that_two_tables_hold_counts_once(warehouse: duckdb.DuckDBPyConnection) -> None:
    both = """
        select count(*) from staging.stg_sap__ekbe e join staging.stg_sap__mseg m
        on e.document_id = m.material_document_id and e.document_year = m.material_document_year
    """
    assert warehouse.execute(both).fetchall() == [(3,)]
    story = "received_at < '2024-03-16' and received_at >= '2024-03-12'"
    assert facts(warehouse, "sap", "count(*), sum(received_quantity)", "fct_receipts", story) == [(5, Decimal("14"))]


def test_currencies_without_decimals_are_shifted_in_extracts_alone(warehouse: duckdb.DuckDBPyConnection) -> None:
    """An extract holds 450.00 for 45,000 yen; what the table browser shows is put right already."""
    assert staged(warehouse, "net_amount", "sap__ekpo", "purchase_order_id = '4700000452'") == [(Decimal("450"),)]
    line = "ordered_amount, unit_price"
    assert facts(warehouse, "sap", line, "fct_purchase_order_lines", "purchase_order_id = '4700000452'") == [
        (Decimal("45000"), Decimal("15000"))
    ]
    browser = """
        select count(*), count(*) filter (where lines.ordered_amount <> staged.net_amount)
        from core.fct_purchase_order_lines as lines
        join staging.stg_sap__ekpo as staged
            on lines.purchase_order_line_id = staged.purchase_order_id || '_' || staged.line_number
        where lines.currency_code = 'JPY' and not staged.is_extract
    """
    ((rows, shifted),) = warehouse.execute(browser).fetchall()
    assert rows > 0
    assert shifted == 0


def test_prices_are_per_price_unit(warehouse: duckdb.DuckDBPyConnection) -> None:
    line = facts(
        warehouse, "sap", "unit_price, ordered_amount", "fct_purchase_order_lines", "purchase_order_line_id = '4700000912_00010'"
    )
    assert line == [(Decimal("0.482"), Decimal("96.4"))]
    assert facts(warehouse, "sap", "requisition_amount", "fct_requisitions", "requisition_id = '0010000902'") == [
        (Decimal("96.4"),)
    ]


def test_deleted_lines_and_the_largest_of_two_cost_centres(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert facts(
        warehouse,
        "sap",
        "line_number, is_deleted, cost_center, needed_on",
        "fct_purchase_order_lines",
        "purchase_order_id = '4700000912'",
    ) == [("00010", False, "CC-4902", date(2024, 4, 4)), ("00020", True, None, None)]
    assert facts(warehouse, "sap", "ordered_amount", "fct_purchase_orders", "purchase_order_id = '4700000912'") == [
        (Decimal("96.4"),)
    ]


def test_the_requisitioner_is_free_text_and_names_nobody(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert staged(warehouse, "requisitioner_length", "sap__eban", "requisition_id = '0010000302'") == [(len("Lab team"),)]
    people = dict(
        facts(warehouse, "sap", "right(requisition_id, 3), requester_key", "fct_requisitions", "requisition_id < '0010000900'")
    )
    assert people["301"] == people["302"] != people["303"]
    assert all(key.startswith("account:") for key in people.values())


def test_the_change_log_tells_times_that_the_tables_do_not(warehouse: duckdb.DuckDBPyConnection) -> None:
    created = "created_at, created_at_precision"
    assert facts(warehouse, "sap", created, "fct_requisitions", "requisition_id in ('0010000301', '0010000902')") == [
        (datetime(2024, 3, 1, 9, 10), "second"),
        (datetime(2024, 3, 8), "day"),
    ]
    # Two items released together are one step.
    assert facts(warehouse, "sap", "step_number, decision_raw", "fct_approval_steps", "document_id = '0010000301'") == [
        (1, "FRGZU X"),
        (2, "FRGZU XX"),
    ]


def test_a_reversal_voids_its_invoice_and_is_none(warehouse: duckdb.DuckDBPyConnection) -> None:
    """The two documents name each other; clearing one by the other pays nothing."""
    voided = "invoice_id, document_type, status, invoice_amount, recorded_at"
    assert facts(warehouse, "sap", voided, "fct_invoices", "invoice_number = 'INV-7454'") == [
        ("5105007454_2024", "invoice", "voided", Decimal("300"), datetime(2024, 3, 29, 9))
    ]
    assert facts(warehouse, "sap", "count(*), sum(payment_amount) filter (where currency_code = 'EUR')", "fct_payments") == [
        (2, Decimal("871.08"))
    ]


def test_what_blocks_an_invoice(warehouse: duckdb.DuckDBPyConnection) -> None:
    """A block that stands is a flag; one that was lifted is only in the change log."""
    holds = "hold_type_raw, hold_type, placed_at, released_at"
    assert facts(warehouse, "sap", holds, "fct_invoice_holds") == [
        ("SPGRM", "quantity", datetime(2024, 4, 15, 7), None),
        ("SPGRP", "price", datetime(2024, 3, 22, 9, 5), datetime(2024, 3, 27, 16)),
        ("ZLSPR", "payment_block", datetime(2024, 4, 15, 7), None),
    ]
    results = "outcome, exception_type, is_resolved, count(*)"
    grouped = f"select {results} from core.fct_match_results where source_system = 'sap' group by all order by all nulls first"
    assert warehouse.execute(grouped).fetchall() == [
        ("exception", "price", True, 1),
        ("exception", "quantity", False, 1),
        ("matched", None, None, 3),
    ]


def test_invoices_are_known_where_they_are_exported(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Of the other companies only orders and receipts were downloaded: whether those are invoiced is unknown, not untrue."""
    companies = dict(
        warehouse.execute(
            """
            select company_code = 'HL00', count(is_invoiced) > 0
            from core.fct_purchase_order_lines where source_system = 'sap' group by 1
            """
        ).fetchall()
    )
    assert companies == {True: True, False: False}


def test_suppliers(warehouse: duckdb.DuckDBPyConnection) -> None:
    columns = "supplier_id, is_active, is_payment_blocked, is_deleted, purchase_order_count"
    assert facts(warehouse, "sap", columns, "dim_suppliers", "has_master_record") == [
        ("0000000101", True, False, False, 3),
        ("0000000102", True, False, False, 1),
        ("0000000103", True, False, False, 1),
        ("0000000104", False, True, True, 0),
        ("0000000105", True, False, False, 0),
        ("0000000106", True, False, False, 0),
    ]


def test_bank_accounts_tell_which_suppliers_are_one(warehouse: duckdb.DuckDBPyConnection) -> None:
    """105 has no tax id, but the account of 103, written without its hyphens; 102 and 106 are customers of one factoring bank."""
    assert staged(warehouse, "supplier_id, partner_bank_type, account_holder_key is not null", "sap__lfbk") == [
        ("0000000101", "0001", False),
        ("0000000101", "0002", False),
        ("0000000102", None, True),
        ("0000000103", None, False),
        ("0000000105", None, False),
        ("0000000106", None, True),
    ]
    assert staged(warehouse, "count(distinct bank_account_key)", "sap__lfbk", "bank_account_key like 'bank_account:%'") == [(4,)]
    assert facts(
        warehouse,
        "sap",
        "supplier_id, match_rule, supplier_count > 1",
        "bridge_supplier_identities",
        "supplier_id < '0000000107'",
    ) == [
        ("0000000101", "tax_id", True),
        ("0000000102", "tax_id", True),
        ("0000000103", "tax_id", True),
        ("0000000104", "tax_id", True),
        ("0000000105", "bank_account", True),
        ("0000000106", "ambiguous", False),
    ]
    one = "supplier_id in ('0000000103', '0000000105')"
    assert facts(warehouse, "sap", "count(distinct supplier_identity_key)", "bridge_supplier_identities", one) == [(1,)]


# ---------------------------------------------------------------- what a later extract tells


def landed(examples_home: Path, place: Path, **tables: str) -> duckdb.DuckDBPyConnection:
    """The warehouse after further extracts, each named by its table: a line of columns and lines of values."""
    shutil.copytree(examples_home / "lake", place / "home" / "lake")
    folder = place / "landing" / "sap" / "extract"
    folder.mkdir(parents=True)
    feeds = load_feeds()
    for table, text in tables.items():
        (folder / f"{table}_20240501.csv").write_text("\n".join(line.strip() for line in text.strip().splitlines()) + "\n")
        result = ingest_feed(Workspace(place / "home", place / "landing"), feeds[table.lower()], datetime(2024, 6, 1, tzinfo=UTC))
        assert result.refused == 0, [entry["detail"] for entry in result.entries if entry["status"] == "refused"]
    return CompiledProject(examples_home).build(place / "home")


RBKP = """
    BELNR,GJAHR,BUKRS,LIFNR,XBLNR,BLDAT,BUDAT,CPUDT,CPUTM,WAERS,RMWWR,WMWST1,XRECH,ZFBDT,ZBD1T,ZLSPR,RBSTAT,STBLG,STJAH
    5105007999,2024,HL00,0000000101,INV-7999,20240401,20240401,20240402,090000,EUR,100.00,0.00,X,20240401,30,,5,,0000
"""


def test_a_blocked_line_holds_its_invoice_though_the_header_has_no_block(examples_home: Path, tmp_path: Path) -> None:
    rseg = """
        BELNR,GJAHR,BUZEI,EBELN,EBELP,MENGE,WRBTR,SHKZG,LFBNR,LFGJA,LFPOS,SPGRP
        5105007999,2024,000001,4700000451,00010,4.000,100.00,S,,0000,0000,X
    """
    with landed(examples_home, tmp_path, RBKP=RBKP, RSEG=rseg) as later:
        assert facts(later, "sap", "status", "fct_invoices", "invoice_id = '5105007999_2024'") == [("on_hold",)]


def test_an_invoice_of_which_one_instalment_is_paid_is_paid_in_part(examples_home: Path, tmp_path: Path) -> None:
    bkpf = """
        MANDT,BUKRS,BELNR,GJAHR,BLART,BLDAT,BUDAT,CPUDT,CPUTM,USNAM,TCODE,XBLNR,STBLG,WAERS,AWTYP,AWKEY
        100,HL00,5100007999,2024,RE,20240401,20240402,20240402,090000,LVOGT,MIRO,INV-7999,,EUR,RMRP,51050079992024
    """
    bsak = """
        BUKRS,LIFNR,AUGDT,AUGBL,GJAHR,BELNR,BUZEI,BLART,SHKZG,WRBTR,WAERS
        HL00,0000000101,20240410,1500000999,2024,5100007999,001,RE,H,60.00,EUR
        HL00,0000000101,20240410,1500000999,2024,1500000999,001,ZP,S,60.00,EUR
    """
    with landed(examples_home, tmp_path, RBKP=RBKP, BKPF=bkpf, BSAK=bsak) as later:
        assert facts(later, "sap", "status, paid_on", "fct_invoices", "invoice_id = '5105007999_2024'") == [
            ("partially_paid", None)
        ]
        paid = facts(later, "sap", "payment_amount, paid_on", "fct_payments", "payment_id like 'HL00_1500000999%'")
        assert paid == [(Decimal("60.0000"), date(2024, 4, 10))]


def test_what_was_withdrawn_between_two_releases_was_never_approved(examples_home: Path, tmp_path: Path) -> None:
    eban = """
        BANFN,BNFPO,BSART,LOEKZ,STATU,BANPR,ERNAM,ERDAT,BADAT,MATKL,MENGE,MEINS,PREIS,PEINH,WAERS,EBELN,EBELP
        0010000399,00010,NB,X,N,03,MLIND,20240403,20240401,PPE,1.000,EA,5.00,1,EUR,,00000
    """
    cdhdr = """
        OBJECTCLAS,OBJECTID,CHANGENR,USERNAME,UDATE,UTIME
        BANF,0010000399,0000300998,MLIND,20240401,100000
        BANF,0010000399,0000300999,TBERG,20240402,100000
    """
    cdpos = """
        OBJECTCLAS,OBJECTID,CHANGENR,TABNAME,TABKEY,FNAME,CHNGIND,VALUE_NEW,VALUE_OLD
        BANF,0010000399,0000300998,EBAN,100001000039900010,BANPR,U,03,02
        BANF,0010000399,0000300999,EBAN,100001000039900010,FRGZU,U,X,
    """
    with landed(examples_home, tmp_path, EBAN=eban, CDHDR=cdhdr, CDPOS=cdpos) as later:
        found = facts(later, "sap", "status, submitted_at, approved_at", "fct_requisitions", "requisition_id = '0010000399'")
        assert found == [("cancelled", datetime(2024, 4, 1, 8), None)]


def test_a_service_entry_and_the_receipt_it_leads_to_are_one_receipt(examples_home: Path, tmp_path: Path) -> None:
    ekbe = """
        MANDT,EBELN,EBELP,ZEKKN,VGABE,GJAHR,BELNR,BUZEI,BEWTP,BWART,BUDAT,MENGE,DMBTR,WRBTR,WAERS,SHKZG,XBLNR,CPUDT,CPUTM,LFGJA,LFBNR,LFPOS,ERNAM
        100,4700000990,00010,00,9,2024,1000000071,0000,D,,20240402,1.000,800.00,800.00,EUR,S,,20240402,100000,0000,,0000,LVOGT
        100,4700000990,00010,00,1,2024,5000000990,0001,E,101,20240402,1.000,800.00,800.00,EUR,S,,20240402,101500,2024,1000000071,0000,LVOGT
        100,4700000990,00020,00,9,2024,1000000072,0000,D,,20240403,1.000,500.00,500.00,EUR,S,,20240403,100000,0000,,0000,LVOGT
    """
    with landed(examples_home, tmp_path, EKBE=ekbe) as later:
        found = facts(
            later,
            "sap",
            "receipt_id, receipt_type, received_amount",
            "fct_receipts",
            "receipt_id in ('1000000071_2024_0000', '1000000072_2024_0000', '5000000990_2024_0001')",
        )
        assert found == [
            ("1000000072_2024_0000", "goods_receipt_recorded", Decimal("500.0000")),
            ("5000000990_2024_0001", "goods_receipt_recorded", Decimal("800.0000")),
        ]
