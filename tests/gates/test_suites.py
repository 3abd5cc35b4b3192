"""Each suite passes on sound data, and each of its checks fails when what it guards is damaged."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from damage import AS_OF, damage
from small_world import ROWS, create_marts, create_raw

from expectations.suite import Check, Suite, load_suites
from orchestration.gates import LEDGER_COLUMNS, QUARANTINE_COLUMNS, GreatExpectations

LEDGER_CHECKS = {"rows_match_ledger", "no_refused_files", "no_quarantined_rows", "quarantined_share"}


def copies(suite: Suite) -> list[tuple[Check, str]]:
    """A name for the damaged copy of the table per check; the ledger is damaged for all feeds at once, elsewhere."""
    return [(c, f"{suite.asset.replace('.', '_')}_{c.name}") for c in suite.checks if c.name not in LEDGER_CHECKS]


def emptied(suite: Suite) -> str:
    """The name of a copy of the table without its rows."""
    return f"{suite.asset.replace('.', '_')}_emptied"


def build(path: Path, stage: str, ledger_is_damaged: bool = False) -> None:
    """The small world with its ledger, a damaged copy of each table for each of its checks, and an empty one."""
    with duckdb.connect(str(path)) as connection:
        connection.begin()
        for table, columns in (("landed_files", LEDGER_COLUMNS), ("quarantined_rows", QUARANTINE_COLUMNS)):
            connection.execute(f"create table {table} ({', '.join(f'{c} {t}' for c, t in columns.items())})")
        if stage == "gate_1":
            create_raw(connection)
            for feed in ROWS["raw"]:
                keep_ledger(connection, feed, ledger_is_damaged)
        else:
            create_marts(connection)
        if not ledger_is_damaged:
            connection.execute("create schema damaged")
            for suite in load_suites(stage):
                connection.execute(f"create table damaged.{emptied(suite)} as from {suite.table} limit 0")
                for check, copy in copies(suite):
                    connection.execute(f"create table damaged.{copy} as from {suite.table}")
                    connection.execute(damage(suite, check).format(t=f"damaged.{copy}"))
        connection.commit()


def keep_ledger(connection: duckdb.DuckDBPyConnection, feed: str, damaged: bool) -> None:
    """One loaded file of one row; damaged: a second row in quarantine, a third one lost, and another file refused."""
    connection.execute(
        "insert into landed_files by name select ? as feed, ? as file_sha256, ? as file_name, 'loaded' as status,"
        " ? as row_count, 1 as raw_count, ? as quarantined_count",
        [feed, feed, f"{feed}.csv", 3 if damaged else 1, int(damaged)],
    )
    if damaged:
        connection.execute("insert into landed_files by name select ? as feed, 'b.csv' as file_name, 'refused' as status", [feed])
        connection.execute("insert into quarantined_rows by name select ? as _feed, 'a.csv' as _file_name", [feed])


@pytest.fixture(scope="module")
def gates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, GreatExpectations]]:
    folder = tmp_path_factory.mktemp("suites")
    opened = {}
    for name, stage in (("gate_1", "gate_1"), ("ledger", "gate_1"), ("gate_2", "gate_2")):
        path = folder / f"{name}.duckdb"
        build(path, stage, ledger_is_damaged=name == "ledger")
        opened[name] = GreatExpectations(path, folder, AS_OF, "test")
    yield opened
    for gate in opened.values():
        gate.close()


@pytest.mark.parametrize("suite", load_suites(), ids=lambda suite: suite.asset)
def test_sound_data_passes_and_damage_fails(suite: Suite, gates: dict[str, GreatExpectations]) -> None:
    _, results = gates[suite.stage].validate(suite)
    assert {r.check_id: r.observed_value for r in results if r.status != "passed"} == {}

    for check, copy in copies(suite):
        damaged = replace(suite, table=f"damaged.{copy}", checks=(check,))
        _, (result,) = gates[suite.stage].validate(damaged)
        assert result.status == "failed", (result.check_id, result.observed_value)
        assert result.failed_count

    _, results = gates[suite.stage].validate(replace(suite, table=f"damaged.{emptied(suite)}"))
    assert any(result.blocks for result in results), "rows that vanish must block"

    if suite.stage == "gate_1":
        ledger = replace(suite, checks=tuple(c for c in suite.checks if c.name in LEDGER_CHECKS))
        _, results = gates["ledger"].validate(ledger)
        assert {r.status for r in results} == {"failed"}
        assert len(results) == len(LEDGER_CHECKS)
