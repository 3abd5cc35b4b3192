"""What BI tools see: old clients, locked-down sessions, and publications while they read."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from small_warehouse import Warehouse

PROJECT = Path(__file__).resolve().parents[2]
OLD_CLIENT = PROJECT / ".venv" / "old-duckdb"  # DuckDB 1.2, installed by `make setup`
BI_OPTIONS = {"access_mode": "READ_ONLY", "enable_external_access": "false", "lock_configuration": "true"}


def child(*arguments: object) -> subprocess.Popen:
    path = os.pathsep.join([str(PROJECT), str(Path(__file__).parent)])
    command = [sys.executable, str(Path(__file__).with_name("child.py")), *map(str, arguments)]
    return subprocess.Popen(
        command, env=os.environ | {"PYTHONPATH": path}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.skipif(
    not OLD_CLIENT.exists() and not os.environ.get("CI"), reason=f"no old client in {OLD_CLIENT}: run `make setup`"
)
def test_a_client_of_duckdb_1_2_reads_a_publication(warehouse: Warehouse):
    publication = warehouse.publish("a")
    figures = "select count(*), sum(order_amount), max(ordered_at), max(share) from core.fct_orders"
    script = f"""
import duckdb
assert duckdb.__version__.startswith("1.2."), duckdb.__version__
connection = duckdb.connect({str(publication.database)!r}, config={BI_OPTIONS!r})
print(connection.execute({figures!r}).fetchone())
print(connection.execute("select comment from duckdb_tables() where table_name = 'fct_tickets'").fetchone())
print(connection.execute("select version from publication.publication").fetchone())
"""
    environment = os.environ | {"PYTHONPATH": str(OLD_CLIENT)}
    result = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    with duckdb.connect(str(publication.database), read_only=True) as connection:
        expected = str(connection.execute(figures).fetchone())
    assert result.stdout.splitlines() == [expected, "('One row per ticket.',)", "('000001-run-a',)"]


def test_a_documented_connection_reads_marts_and_nothing_else(warehouse: Warehouse):
    warehouse.publish("a")
    path = str(warehouse.workspace.published / "current" / "opsfacts.duckdb")
    with duckdb.connect(path, config=BI_OPTIONS) as connection:
        assert connection.execute("select count(*) from core.fct_orders").fetchone() == (500,)
        for statement in (
            "select * from read_csv('/etc/passwd')",
            "select * from read_text('/etc/passwd')",
            f"attach '{warehouse.workspace.build_database}' as build",
            "select * from glob('/etc/*')",
            f"copy core.fct_orders to '{warehouse.workspace.home}/stolen.csv'",
            "install httpfs",
            "load '/tmp/extension.duckdb_extension'",
        ):
            with pytest.raises(duckdb.PermissionException, match=r"disabled (by|through) configuration"):
                connection.execute(statement)
        with pytest.raises(duckdb.Error, match="locked"):
            connection.execute("set enable_external_access = true")
        with pytest.raises(duckdb.Error, match="read-only"):
            connection.execute("delete from core.fct_orders")
    assert not (warehouse.workspace.home / "stolen.csv").exists()


def test_readers_see_one_whole_version_during_twenty_publications(warehouse: Warehouse, tmp_path: Path):
    warehouse.publish("first")
    readers = [child("read_without_pause", tmp_path) for _ in range(2)]
    held = duckdb.connect(str(warehouse.workspace.published / "current" / "opsfacts.duckdb"), read_only=True)
    try:
        for number in range(20):
            warehouse.publish(f"m{number}")
            assert held.execute("select distinct marker from core.fct_orders").fetchall() == [("first",)]
    finally:
        held.close()
        (tmp_path / "stop").touch()
        results = [(reader, *reader.communicate(timeout=30)) for reader in readers]
    for reader, output, errors in results:
        assert reader.returncode == 0, errors
        queries, seen = map(int, output.split())
        assert queries >= 10
        assert seen >= 5
