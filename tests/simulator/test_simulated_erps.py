"""What SAP, Oracle and NetSuite export: in their own forms, balanced, and nothing before it happened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from small_worlds import played

from orchestration.feeds import stamp_in_name
from simulator.engine import Parameters, World
from simulator.exports import netsuite, oracle, sap
from simulator.registry import STEPS

START = datetime(2026, 2, 2)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with played(Parameters(start=START.date(), days=28, scale=0.4, seed=5), STEPS, tmp_path_factory.mktemp("world")) as world:
        yield world


@pytest.fixture(scope="module")
def landing(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("landing")
    for system in (sap, oracle, netsuite):
        for export in system.EXPORTS:
            export.run(world, folder)
    return folder


def rows(landing: Path, files: str, query: str) -> list[tuple]:
    """Ask the CSV files whose names fit the pattern, as the table `file` in which everything is text."""
    found = sorted(str(path) for path in landing.glob(files) if "_copy" not in path.name)
    assert found, files
    with duckdb.connect() as connection:
        read = f"read_csv({found}, all_varchar = true, header = true, filename = true)"
        return connection.execute(f"with file as (from {read}) {query}").fetchall()


# ---------------------------------------------------------------- ids


@pytest.mark.parametrize(
    ("macro", "documents"),
    [
        ("native_id(source_system, 'requisition', requisition_no)", "world.requisitions"),
        ("native_id(source_system, 'purchase_order', order_no)", "world.orders"),
        ("native_line_id(source_system, 'purchase_order', order_no, line_number)",
            "world.orders join world.order_lines using (order_no)"),
        ("native_invoice_id(source_system, invoice_no, date '2026-03-01')", "world.invoices"),
        ("native_receipt_id(source_system, receipt_no, reverses_receipt_no, posted_on)",
            "world.orders join world.receipts using (order_no)"),
        ("native_id(source_system, 'payment', payment_no)", "world.payments"),
    ],
)  # fmt: skip
def test_no_two_documents_of_a_system_share_an_id(world: World, macro: str, documents: str) -> None:
    query = f"select count(*), count(distinct (source_system, {macro})) from {documents}"
    count, distinct = world.run(query).fetchone()
    assert count == distinct > 0


def test_the_transactions_of_netsuite_share_one_sequence(landing: Path) -> None:
    query = "select count(distinct id), count(distinct (id, type)), count(distinct type) from file"
    ((ids, kinds_of_ids, kinds),) = rows(landing, "netsuite/transaction_*.csv", query)
    assert ids == kinds_of_ids
    assert kinds == 6


def test_changes_of_sap_are_numbered_once(landing: Path) -> None:
    """The ranges of the kinds of change do not overlap, however many lines, steps and versions a document has."""
    query = (
        "select max(n), bool_and(width = 10) from (select CHANGENR, count(distinct (OBJECTID, USERNAME, UDATE, UTIME)) as n, "
        "max(length(CHANGENR)) as width from file group by 1)"
    )
    assert rows(landing, "sap/extract/CDHDR_*.csv", query) == [(1, True)]


# ---------------------------------------------------------------- forms


def test_sap_comes_in_three_forms_each_in_its_weeks(landing: Path) -> None:
    def weeks(form: str) -> set[int]:
        names = [path.name for path in (landing / "sap" / form).glob("EKPO_*")]
        return {(stamp_in_name(name) - timedelta(days=1)).isocalendar().week % 5 for name in names}

    assert weeks("spreadsheet") == {2}
    assert weeks("list") == {4}
    assert weeks("extract") <= {0, 1, 3}
    sheet = next((landing / "sap" / "spreadsheet").glob("EKBE_*.csv")).read_bytes().decode("cp1252").splitlines()
    assert sheet[0].split(";").count("Position") == 3
    cells = [dict(zip(sheet[0].split(";"), line.split(";"), strict=True)) for line in sheet[1:]]
    assert cells
    assert all(re.fullmatch(r"[0-9.]+,\d\d-?", cell["Betrag"]) for cell in cells)
    listed = next((landing / "sap" / "list").glob("EKPO_*.txt")).read_bytes()
    assert listed.startswith(b"\xff\xfe")
    table = [line for line in listed.decode("utf-16").splitlines() if line.startswith("|")]
    assert len({len(line) for line in table}) == 1
    assert len(table) > 2
    assert "Warengruppe" in table[0]


def test_oracle_exports_from_one_system_until_it_moves_and_from_the_other_since(landing: Path) -> None:
    moved = START + timedelta(days=oracle.MOVED_AFTER_DAYS)
    old = [stamp_in_name(path.name) for path in landing.glob("oracle/PO_*_ALL_*.csv")]
    new = [stamp_in_name(path.name) for path in landing.glob("oracle/file_*purchasingdocument*.csv")]
    assert old
    assert new
    assert max(old) <= moved < min(new)
    for files, column, form in (
        ("oracle/PO_LINES_ALL_*", "CREATION_DATE", r"\d\d-[A-Z]{3}-\d{4} [\d:]{8}"),
        ("oracle/file_*documentlineextract*", "CreationDate", r"[-\d]{10} [\d:]{8}\.0{6}"),
    ):
        assert rows(landing, files, f"select bool_and(regexp_full_match({column}, '{form}')) from file") == [(True,)]


def test_both_oracles_and_the_true_day_agree_on_when_a_line_was_created(world: World, landing: Path) -> None:
    """Chicago's wall clock and UTC spell the same instant."""
    created_at = "timezone('UTC', timezone('America/Chicago', strptime(CREATION_DATE, '%d-%b-%Y %H:%M:%S')))"
    spelled = dict(rows(landing, "oracle/PO_LINES_ALL_*", f"select distinct PO_LINE_ID, {created_at}::varchar from file"))
    true = dict(
        world.run(
            "select native_line_id('oracle', 'purchase_order', order_no, line_number), lines.created_at::varchar "
            "from world.order_lines as lines join world.orders as orders using (order_no) where source_system = 'oracle'"
        ).fetchall()
    )
    assert len(spelled) > 20
    assert spelled.items() <= true.items()


# ---------------------------------------------------------------- time


@pytest.mark.parametrize(
    ("files", "column", "form", "zone"),
    [
        ("netsuite/transaction_*.csv", "lastmodifieddate", "%Y-%m-%d %H:%M:%S", "America/Los_Angeles"),
        ("netsuite/transaction_*.csv", "createddate", "%Y-%m-%d %H:%M:%S", "America/Los_Angeles"),
        ("netsuite/transactionline_*.csv", "linelastmodifieddate", "%Y-%m-%d %H:%M:%S", "America/Los_Angeles"),
        ("netsuite/systemnote_*.csv", "date", "%Y-%m-%d %H:%M:%S", "America/Los_Angeles"),
        ("oracle/file_*invoiceheader*.csv", "ApInvoicesLastUpdateDate", "%Y-%m-%d %H:%M:%S.%f", "UTC"),
        ("oracle/file_*invoiceheader*.csv", "ApInvoicesCancelledDate", "%Y-%m-%d %H:%M:%S.%f", "UTC"),
        ("oracle/file_*documentheader*.csv", "LastUpdateDate", "%Y-%m-%d %H:%M:%S.%f", "UTC"),
        ("oracle/file_*actionhistory*.csv", "ActionDate", "%Y-%m-%d %H:%M:%S.%f", "UTC"),
        ("sap/extract/CDHDR_*.csv", "UDATE || UTIME", "%Y%m%d%H%M%S", "Europe/Berlin"),
        ("sap/extract/RBKP_*.csv", "CPUDT || CPUTM", "%Y%m%d%H%M%S", "Europe/Berlin"),
        ("sap/extract/EKBE_*.csv", "CPUDT || CPUTM", "%Y%m%d%H%M%S", "Europe/Berlin"),
    ],
)  # fmt: skip
def test_no_file_knows_what_happened_after_it(landing: Path, files: str, column: str, form: str, zone: str) -> None:
    query = f"select filename, max(timezone('UTC', timezone('{zone}', strptime({column}, '{form}')))) from file group by 1"
    latest = rows(landing, files, query)
    # A late file bears the stamp of the next one, so no stamp is too early.
    assert latest
    assert all(at is None or at < stamp_in_name(name) for name, at in latest)


def test_what_is_not_decided_yet_is_awaited_in_the_file_of_the_day(world: World, landing: Path) -> None:
    """Awaited actions turn into decisions in a later file, under the same key, and a decision into no other one."""
    actions = rows(landing, "oracle/PO_ACTION_HISTORY_*", "select OBJECT_ID, SEQUENCE_NUM, ACTION_CODE from file")
    actions += rows(landing, "oracle/file_*actionhistory*", "select ObjectId, SequenceNum, ActionCode from file")
    codes: dict[tuple, set] = {}
    for document, number, code in actions:
        codes.setdefault((document, number), set()).add(code)
    assert all(len(found - {None}) <= 1 for found in codes.values())
    assert any(None in found and len(found) == 2 for found in codes.values())


# ---------------------------------------------------------------- balances


def test_every_transaction_of_netsuite_adds_up_to_nothing(landing: Path) -> None:
    """The main line is the opposite of the others, in the last state of each line that is not deleted."""
    query = """
        select transaction, sum(foreignamount::decimal(18, 4)) from (
            select * from file where true
            qualify row_number() over (partition by transaction, id order by filename desc) = 1
        ) where date_deleted is null group by transaction
        having sum(foreignamount::decimal(18, 4)) <> 0 and bool_or(mainline = 'T')
    """
    assert rows(landing, "netsuite/transactionline_*.csv", query) == []


def test_every_clearing_of_sap_balances(landing: Path) -> None:
    query = """
        select AUGBL, sum(case SHKZG when 'S' then 1 else -1 end * WRBTR::decimal(18, 2)) from file
        group by 1 having sum(case SHKZG when 'S' then 1 else -1 end * WRBTR::decimal(18, 2)) <> 0
    """
    assert rows(landing, "sap/extract/BSAK_*.csv", f"{query}") == []
    ((count, payments),) = rows(
        landing, "sap/extract/BSAK_*.csv", "select count(*), count(*) filter (where BLART = 'ZP') from file"
    )
    assert 0 < payments <= count / 2


def test_what_oracle_receives_it_delivers(landing: Path) -> None:
    prefix = "RcvngRcptTrnsctnExtrctPEOTransaction"
    query = f"select {prefix}Type, count(distinct {prefix}Id) from file group by 1"
    kinds = dict(rows(landing, "oracle/*receivingreceipttransaction*.csv", query))
    assert kinds["RECEIVE"] == kinds["DELIVER"] > 0
    assert kinds.get("CORRECT", 0) % 2 == 0


def test_a_receipt_that_is_reversed_is_deleted_in_netsuite_alone(world: World, landing: Path) -> None:
    reversed_count = world.run(
        "select count(*) from world.receipts join world.orders using (order_no) where source_system = 'netsuite' "
        "and reverses_receipt_no is not null and received_at < period_end()"
    ).fetchone()[0]
    deleted = "select count(distinct id) from file where type = 'ItemRcpt' and date_deleted is not null"
    assert rows(landing, "netsuite/transaction_*.csv", deleted) == [(reversed_count,)]
    assert world.run("select count(*) from world.receipts where reverses_receipt_no is not null").fetchone()[0] > 0


def test_the_keys_of_fusion_are_those_of_all_documents_that_exist(world: World, landing: Path) -> None:
    newest = max(landing.glob("oracle/*documentheader*.pecsv"), key=lambda path: stamp_in_name(path.name))
    found = set(newest.read_text().splitlines()[1:])
    existing = world.run(
        "select native_id('oracle', 'purchase_order', order_no) from world.orders "
        "where source_system = 'oracle' and created_at < ?",
        stamp_in_name(newest.name),
    ).fetchall()
    assert found == {key for (key,) in existing}
    assert len(found) > 20


def test_the_orders_of_each_erp_are_all_there(world: World, landing: Path) -> None:
    """Full and incremental files together hold every order of the period, in whichever form."""
    true = dict(
        world.run("select source_system, count(*) from world.orders where created_at < period_end() group by 1").fetchall()
    )
    in_netsuite = rows(landing, "netsuite/transaction_*.csv", "select count(distinct id) from file where type = 'PurchOrd'")
    in_oracle = rows(landing, "oracle/PO_HEADERS_ALL_*.csv", "select distinct PO_HEADER_ID from file")
    in_fusion = rows(landing, "oracle/file_*documentheader*.csv", "select distinct PoHeaderId from file")
    assert in_netsuite == [(true["netsuite"],)]
    assert len({key for (key,) in in_oracle + in_fusion if key}) == true["oracle"]
    numbers = {
        number
        for path in (landing / "sap").rglob("EKKO_*")
        for number in re.findall(r"45\d{8}", path.read_bytes().decode("utf-16" if path.suffix == ".txt" else "cp1252"))
    }
    assert len(numbers) == true["sap"]


def test_the_period_of_the_truth_is_the_one_played(world: World) -> None:
    assert world.run("select starts_at::date, ends_at::date from truth.period").fetchone() == (
        date(2026, 2, 2),
        date(2026, 3, 2),
    )
