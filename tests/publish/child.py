"""Processes that the tests kill, starve or let read: `python child.py <what> <root> [...]`."""

import os
import resource
import signal
import sys
from pathlib import Path

import duckdb
from small_warehouse import Warehouse

from orchestration import publish as publishing
from orchestration.evidence import EvidencePack
from orchestration.publish import PublicationError, writer_lock


def publish_forever(root: Path) -> None:
    """Publish the build database again and again, until killed."""
    warehouse = Warehouse(root)
    with writer_lock(warehouse.workspace):
        for number in range(1_000_000):
            warehouse.publish_built(f"{os.getpid()}-{number}", keep=3)
            print(number, flush=True)


def die_before_the_switch(root: Path) -> None:
    """Publish under evidence, and be gone when the new version is complete but not yet current."""
    warehouse = Warehouse(root)
    with writer_lock(warehouse.workspace):
        EvidencePack(warehouse.workspace, "run-dying").start("manual")
        publishing._make_current = lambda *arguments: os.kill(os.getpid(), signal.SIGKILL)
        warehouse.publish_built("dying")


def hold_the_lock(root: Path) -> None:
    """Hold the writer lock until killed."""
    with writer_lock(Warehouse(root).workspace):
        print("held", flush=True)
        signal.pause()


def publish_with_small_files(root: Path, limit: str) -> None:
    """Publish where no file may grow beyond `limit` bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    try:
        Warehouse(root).publish_built("full")
    except PublicationError as error:
        print(error)
        sys.exit(3)


def read_without_pause(root: Path) -> None:
    """Query the current version until told to stop; prints what was seen. Any error ends it with a traceback."""
    published = root / "home" / "published"
    seen, queries = set(), 0
    while not (root / "stop").exists():
        with duckdb.connect(str(published / "current" / "opsfacts.duckdb"), read_only=True) as connection:
            markers = [
                *connection.execute("select distinct marker from core.fct_orders").fetchall(),
                *connection.execute("select distinct marker from support.fct_tickets").fetchall(),
                *connection.execute("select run_id[5:] from publication.publication").fetchall(),
            ]
        folder = (published / "current").resolve()
        parquet = f"{folder}/parquet"
        with duckdb.connect(str(folder / "opsfacts.duckdb"), read_only=True) as connection:
            resolved = [
                *connection.execute("select distinct marker from core.fct_orders").fetchall(),
                *connection.execute(f"select distinct marker from '{parquet}/core/fct_orders.parquet'").fetchall(),
                *connection.execute(f"select distinct marker from '{parquet}/support/*.parquet'").fetchall(),
            ]
        for versions in (markers, resolved):
            assert len(versions) == 3, versions
            assert len(set(versions)) == 1, f"a mix of versions: {versions}"
        seen |= set(markers)
        queries += 1
    print(queries, len(seen))


if __name__ == "__main__":
    _, what, root, *arguments = sys.argv
    globals()[what](Path(root), *arguments)
