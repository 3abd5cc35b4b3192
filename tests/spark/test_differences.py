"""The comparison itself: it is silent about equal tables and notices each kind of difference."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from differences import differences

EQUAL = (
    "select 1 as id, 1.5::double as rate, timestamp '2024-01-01' as seen_at, 2.50::decimal(18,4) as amount,"
    " '{\"a\": 0.1}' as scores union all select 2, null, null, null, '[not JSON'"
)


def compared(tmp_path: Path, on_spark: str | None) -> list[str]:
    """Messages about a table of two rows in DuckDB and the result of a query in the place of Spark's."""
    with duckdb.connect(str(tmp_path / "expected.duckdb")) as connection:
        connection.execute(f"create schema core; create table core.facts as {EQUAL}; set timezone = 'UTC'")
        folder = tmp_path / "tables" / "core.db" / "facts"
        folder.mkdir(parents=True)
        if on_spark:
            connection.execute(f"copy ({on_spark}) to '{folder}/part.parquet' (format parquet)")
    return differences(tmp_path / "expected.duckdb", tmp_path / "tables", [("core", "facts")])


@pytest.mark.parametrize(
    "on_spark",
    [
        f"select * replace (id::bigint as id, rate + 1e-9 as rate, timezone('UTC', seen_at) as seen_at) from ({EQUAL})",
        f"select * replace (replace(scores, ': 0.1', ':1E-1') as scores) from ({EQUAL})",
        EQUAL,
    ],
)
def test_equal_tables_are_equal(tmp_path: Path, on_spark: str) -> None:
    """Whatever the order of their rows, the width of their integers, the last digits of a double and the way JSON is written."""
    assert compared(tmp_path, on_spark) == []


@pytest.mark.parametrize(
    ("on_spark", "message"),
    [
        (None, "not there on Spark"),
        (f"select * replace (rate + 1e-5 as rate) from ({EQUAL})", "1 rows only on DuckDB"),
        (f"select * replace (seen_at + interval 1 microsecond as seen_at) from ({EQUAL})", "1 rows only on Spark"),
        (f"select * replace (coalesce(amount, 0)::decimal(18,4) as amount) from ({EQUAL})", "1 rows only on Spark"),
        (f"select * replace (replace(scores, '0.1', '0.2') as scores) from ({EQUAL})", "1 rows only on Spark"),
        (f"select * from ({EQUAL}) where id = 1", "1 rows only on DuckDB"),
        (f"from ({EQUAL}) union all (from ({EQUAL}) where id = 1)", "1 rows only on Spark"),
        (f"select * replace (amount::decimal(18,2) as amount) from ({EQUAL})", "amount DECIMAL(18,2)"),
        (f"select * replace (id::varchar as id) from ({EQUAL})", "id VARCHAR"),
        (f"select * rename (id as key) from ({EQUAL})", "key INTEGER"),
        (f"select rate, id, seen_at, amount, scores from ({EQUAL})", "in another order"),
    ],
)
def test_a_difference_is_noticed(tmp_path: Path, on_spark: str | None, message: str) -> None:
    messages = compared(tmp_path, on_spark)
    assert messages
    assert message in " ".join(messages)
