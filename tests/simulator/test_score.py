"""The score tells what is exact, off, missed and invented, what a declared loss explains, and a loss that loses nothing."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from simulator.score import Comparison, Loss, Score, compare_columns, is_clean, report, score_in

TRUE = "values ('sap', 'A', 10, 'open'), ('sap', 'B', 20, 'closed'), ('sap', 'C', 30, null), ('zip', 'A', 5, 'open')"


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    orders = f"select * from ({TRUE}) as t (source_system, order_id, amount, status)"
    duckdb.sql(f"copy ({orders}) to '{tmp_path}/orders.parquet' (format parquet)")
    return tmp_path


def scored(truth: Path, found: str, *losses: Loss) -> dict[str, Score]:
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as opsfacts; create schema opsfacts.core")
        connection.execute(
            f"create table opsfacts.core.fct_orders as select * from ({found}) as t (source_system, order_id, amount, status)"
        )
        comparison = compare_columns("core.fct_orders", "orders", ("order_id",), ("amount", "status"), losses)
        return {s.source_system: s for s in score_in(connection, "opsfacts", truth, [comparison])}


def test_equal_facts_are_exact(truth: Path) -> None:
    scores = scored(truth, TRUE)
    assert [(s.count, s.exact, s.off, s.missed, s.invented) for s in scores.values()] == [(3, 3, 0, 0, 0), (1, 1, 0, 0, 0)]
    assert is_clean(scores.values())


def test_what_is_off_missed_and_invented_is_counted_and_named(truth: Path) -> None:
    found = "values ('sap', 'A', 11, 'open'), ('sap', 'B', 20, 'closed'), ('sap', 'D', 1, 'open'), ('zip', 'A', 5, null)"
    scores = scored(truth, found)
    assert [(s.count, s.exact, s.off, s.missed, s.invented) for s in scores.values()] == [(3, 1, 1, 1, 1), (1, 0, 1, 0, 0)]
    assert scores["sap"].differences == ["1 missed: C", "1 invented: D", "1 amount off: A: 11 for 10"]
    assert scores["zip"].differences == ["1 status off: A: null for open"]
    assert not is_clean(scores.values())
    assert "1 amount off: A: 11 for 10" in report(list(scores.values()))


def test_a_declared_loss_explains_what_it_says_and_no_more(truth: Path) -> None:
    found = "values ('sap', 'A', 10, null), ('sap', 'B', 21, null), ('zip', 'A', 5, 'open')"
    losses = (Loss("sap", "status", "the table has no status"), Loss("sap", "*", "drafts are not exported", "order_id = 'C'"))
    sap = scored(truth, found, *losses)["sap"]
    assert (sap.exact, sap.off, sap.missed, sap.explained) == (0, 2, 1, 2)
    assert sap.differences == ["1 amount off: B: 21 for 20"]
    assert sap.losses == ["status (2 records): the table has no status", "* (1 records): drafts are not exported"]
    assert not is_clean([sap])


def test_a_loss_that_loses_nothing_is_a_defect(truth: Path) -> None:
    sap = scored(truth, TRUE, Loss("sap", "amount", "amounts are rounded"))["sap"]
    assert sap.unexplained == 0
    assert not is_clean([sap])
    assert "NOT LOST amount: amounts are rounded" in report([sap])


def test_a_comparison_that_compares_other_columns_or_doubles_is_refused(truth: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as opsfacts")
        other = Comparison(
            "orders", ("order_id",), f"select 1 as n from ({TRUE})", "select source_system, order_id from truth.orders"
        )
        with pytest.raises(ValueError, match="orders: the warehouse's columns are"):
            score_in(connection, "opsfacts", truth, [other])
    with pytest.raises(ValueError, match="is not one record in found"):
        scored(truth, f"{TRUE}, ('zip', 'A', 6, 'open')")
