"""Figures of the real SAP exports, read from the warehouse. Others computed them, or we did by a second way."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

EXPORTS = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture(scope="module")
def build_database(real_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The private build database of the same run, for what is not published."""
    with duckdb.connect(str(real_home / "build" / "opsfacts.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def exported_events() -> Iterator[duckdb.DuckDBPyConnection]:
    """View `events` on the event log as exported, without the warehouse between."""
    with duckdb.connect() as connection:
        connection.read_csv(str(EXPORTS / "sap_event_log" / "po_item_events.csv.gz"), all_varchar=True).create_view("events")
        yield connection


def one(warehouse: duckdb.DuckDBPyConnection, sql: str) -> tuple:
    """The only row of a query."""
    rows = warehouse.execute(sql).fetchall()
    assert len(rows) == 1
    return rows[0]


def test_event_log_counts(real_warehouse: duckdb.DuckDBPyConnection) -> None:
    assert one(
        real_warehouse,
        """
        select count(*), count(distinct purchase_order_line_key), count(distinct activity_raw),
            count(distinct actor_id) filter (where actor_type = 'person'),
            count(distinct actor_id) filter (where actor_type = 'batch')
        from core.fct_purchase_order_events where source_system = 'sap_event_log'
        """,
    ) == (319_233, 15_182, 38, 247, 14)
    for table, count in (("fct_purchase_order_lines", 15_182), ("fct_purchase_orders", 9_456), ("dim_suppliers", 531)):
        assert one(real_warehouse, f"select count(*) from core.{table} where source_system = 'sap_event_log'") == (count,)


def test_repeated_events_are_kept(real_warehouse: duckdb.DuckDBPyConnection, exported_events: duckdb.DuckDBPyConnection) -> None:
    """Events of an item that agree in all but their number are real: a distinct would lose them."""
    groups, events = one(
        exported_events,
        """
        select count(*), sum(event_count) from (
            select count(*) as event_count from events
            group by "case:concept:name", "concept:name", "time:timestamp", "User", "Cumulative net worth (EUR)")
        where event_count > 1
        """,
    )
    assert groups == 31_719
    assert events > groups
    items = """select {item} as item, {activity} as activity, count(*) from {events} group by all order by all"""
    exported = items.format(item='"case:concept:name"', activity='"concept:name"', events="events")
    loaded = items.format(
        item="lines.purchase_order_line_id",
        activity="events.activity_raw",
        events="""core.fct_purchase_order_events as events join core.fct_purchase_order_lines as lines
            using (purchase_order_line_key) where events.source_system = 'sap_event_log'""",
    )
    assert real_warehouse.execute(loaded).fetchall() == exported_events.execute(exported).fetchall()


def test_times_are_kept_as_recorded(real_warehouse: duckdb.DuckDBPyConnection) -> None:
    """Suppliers' dates run from 2001 to 2020; what the system itself recorded lies in 2018 and 2019."""
    years = real_warehouse.execute(
        """
        select time_basis, min(extract(year from occurred_at)), max(extract(year from occurred_at))
        from core.fct_purchase_order_events where source_system = 'sap_event_log' group by time_basis order by time_basis
        """
    ).fetchall()
    assert years == [("recorded", 2018, 2019), ("supplier_document", 2001, 2020)]


def test_days_from_order_to_receipt_equal_the_published_answer(real_warehouse: duckdb.DuckDBPyConnection) -> None:
    answer = EXPORTS / "sap_event_log" / "expected_days_po_item_to_goods_receipt.csv"
    with answer.open(encoding="utf-8", newline="") as file:
        expected = {row[0]: int(float(row[1])) for row in csv.reader(file)}
    measured = dict(
        real_warehouse.execute(
            """
            select purchase_order_line_id, days_to_first_receipt from core.fct_purchase_order_lines
            where source_system = 'sap_event_log' and days_to_first_receipt is not null
            """
        ).fetchall()
    )
    assert len(expected) == 14_539
    assert measured == expected


def test_touchless(real_warehouse: duckdb.DuckDBPyConnection) -> None:
    """The headline and the stricter and laxer readings that DECISIONS.md weighs against it."""
    assert one(
        real_warehouse,
        """
        select sum(cleared_count), sum(touchless_count), count(*) filter (where is_cleared and human_touch_count = 0),
            count(*) filter (where is_cleared and human_event_count = 0)
        from core.fct_purchase_order_lines where source_system = 'sap_event_log'
        """,
    ) == (9_676, 6_134, 6_245, 0)
    for mart in ("purchase_order_cycle_times", "touchless_order_lines"):
        cleared, touchless = one(real_warehouse, f"select sum(cleared_count), sum(touchless_count) from procurement.{mart}")
        assert (cleared, touchless, round(touchless / cleared, 3)) == (9_676, 6_134, 0.634)


def test_no_invoice_before_its_receipt(real_warehouse: duckdb.DuckDBPyConnection) -> None:
    """The published count leaves out items with an event outside 2018 and 2019; the answer is the same with them."""
    assert one(
        real_warehouse,
        """
        with odd as (
            select distinct purchase_order_line_key from core.fct_purchase_order_events
            where source_system = 'sap_event_log' and extract(year from occurred_at) not in (2018, 2019))
        select (select count(*) from odd),
            count(is_invoiced_before_receipt) filter (where odd.purchase_order_line_key is null),
            count(is_invoiced_before_receipt), count(*) filter (where is_invoiced_before_receipt)
        from core.fct_purchase_order_lines left join odd using (purchase_order_line_key)
        """,
    ) == (52, 11_076, 11_128, 0)


def test_net_worth_is_the_last_value_of_an_item(
    real_warehouse: duckdb.DuckDBPyConnection, exported_events: duckdb.DuckDBPyConnection
) -> None:
    """Item by item against the export; the sum over events is a hundred times as much."""
    last_values = exported_events.execute(
        """
        select "case:concept:name", arg_max("Cumulative net worth (EUR)"::decimal(18, 4), event_no::bigint)
        from events group by "case:concept:name"
        """
    ).fetchall()
    loaded = real_warehouse.execute(
        """
        select purchase_order_line_id, ordered_amount from core.fct_purchase_order_lines
        where source_system = 'sap_event_log' and currency_code = 'EUR'
        """
    ).fetchall()
    assert len(loaded) == 15_182
    assert dict(loaded) == dict(last_values)
    assert sum(amount for _, amount in loaded) == 237_405_713


def test_sap_tables(real_warehouse: duckdb.DuckDBPyConnection, build_database: duckdb.DuckDBPyConnection) -> None:
    assert one(real_warehouse, "select count(*) from core.fct_purchase_orders where source_system = 'sap'") == (350,)
    assert one(
        real_warehouse,
        """
        select count(*), count(orders.purchase_order_key)
        from core.fct_purchase_order_lines as lines
        left join core.fct_purchase_orders as orders using (purchase_order_key)
        where lines.source_system = 'sap'
        """,
    ) == (352, 352)
    assert one(build_database, "select count(*) from staging.stg_sap__mseg") == (19_305,)
    assert one(
        real_warehouse,
        """
        select count(*), count(orders.purchase_order_key), count(lines.purchase_order_line_key),
            count(receipts.recorded_at)
        from core.fct_receipts as receipts
        left join core.fct_purchase_orders as orders using (purchase_order_key)
        left join core.fct_purchase_order_lines as lines using (purchase_order_line_key)
        where receipts.source_system = 'sap'
        """,
    ) == (301, 301, 301, 301)
    kinds = build_database.execute(
        """
        select transaction_code, sum(document_count) from intermediate.int_procurement__accounting_documents
        where transaction_code in ('MIRO', 'MIGO_GR', 'FBZ2') group by transaction_code
        """
    ).fetchall()
    assert dict(kinds) == {"MIRO": 280, "MIGO_GR": 301, "FBZ2": 259}


@pytest.mark.parametrize(
    "staging",
    [
        "stg_sap__ekko",
        "stg_sap__ekpo",
        "stg_sap__mseg",
        "stg_sap__mkpf",
        "stg_sap__bkpf",
        "stg_sap_event_log__po_item_events",
    ],
)
def test_every_value_is_read_and_every_row_accounted_for(build_database: duckdb.DuckDBPyConnection, staging: str) -> None:
    assert one(build_database, f"select count(*) from staging.{staging} where _cast_failures <> ''") == (0,)
    rows, differences = one(
        build_database,
        f"""
        select count(*), count(*) filter (where staging_value <> fact_value + excluded_value)
        from audit.int_procurement__fact_accounting where list_contains(string_split(staging_model, ', '), '{staging}')
        """,
    )
    assert rows > 0
    assert differences == 0
