"""The checks that gate 1 draws from the types of columns, by the formats of the delivery that a row came in."""

from dataclasses import replace

import duckdb
import pytest

from expectations import feed_suite
from expectations.feed_suite import FeedChecks
from orchestration.feeds import Feed

FEED = Feed(
    name="orders",
    source="shop",
    files="",
    format="csv",
    required_columns=("id", "amount", "changed_at", "due_on", "is_open", "lines"),
    key=("id",),
    types={"id": "id", "amount": "decimal", "changed_at": "timestamp", "due_on": "date", "is_open": "boolean", "lines": "json"},
)
TABLE = replace(FEED, delivery="table", files="shop/table*", null_values=("00000000",), date_formats=("%Y%m%d",))
SHEET = replace(
    FEED,
    delivery="sheet",
    files="shop/sheet*",
    decimal_separator=",",
    datetime_formats=("%d.%m.%Y %H:%M", "epoch_seconds"),
    date_formats=("%d.%m.%Y",),
)
SOUND = [
    ("table", "0017", "1,200.50-", "2024-01-31T10:00:00.000+0000", "20240131", "X", "[1]"),
    ("table", "1E5", "(12)", "2024-01-31T10:00:00", "00000000", "false", ""),
    ("sheet", "'17", "1.200,50-", "31.01.2024 10:00", "31.01.2024", "yes", "{}"),
    ("sheet", "17", "1\u00a0200,5", "1706695200", "", "0", None),
]
DAMAGED = {
    "id_intact": ("table", "1.23E+11", "1", "2024-01-31", "20240131", "x", "[]"),
    "amount_is_number": ("sheet", "1", "1,200.50", "1706695200", "31.01.2024", "x", "[]"),
    "changed_at_parses": ("table", "1", "1", "31.01.2024 10:00", "20240131", "x", "[]"),
    "due_on_parses": ("sheet", "1", "1", "1706695200", "20240131", "x", "[]"),
    "is_open_is_boolean": ("table", "1", "1", "2024-01-31", "20240131", "perhaps", "[]"),
    "lines_is_json": ("table", "1", "1", "2024-01-31", "20240131", "x", "[1"),
}


def failing(monkeypatch: pytest.MonkeyPatch, rows: list[tuple]) -> set[str]:
    """Names of the checks by type that find rows."""
    monkeypatch.setattr(feed_suite, "load_feeds", lambda: {"orders": replace(FEED, deliveries=(TABLE, SHEET))})
    suite = FeedChecks("orders").suite()
    with duckdb.connect() as connection:
        columns = ", ".join(f"{name} varchar" for name in ("_delivery", *FEED.columns))
        connection.execute(f"create table raw ({columns}, _file_name varchar, _row_number bigint)")
        connection.executemany("insert into raw values (?, ?, ?, ?, ?, ?, ?, 'f', 1)", rows)
        return {
            check.name
            for check in suite.checks
            if check.column in FEED.columns
            and connection.execute(
                check.kwargs["unexpected_rows_query"].format(keys=", ".join(suite.keys), batch="raw")
            ).fetchall()
        }


def test_values_as_each_delivery_writes_them_pass(monkeypatch):
    assert failing(monkeypatch, SOUND) == set()


@pytest.mark.parametrize("name", DAMAGED)
def test_a_value_of_another_form_fails_its_check_alone(monkeypatch, name):
    assert failing(monkeypatch, [*SOUND, DAMAGED[name]]) == {name}
