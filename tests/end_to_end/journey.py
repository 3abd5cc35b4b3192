"""What happens to a warehouse after its first run: it is moved, and new files land."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
from command import ROOT, environment

from orchestration.evidence import verify, version_damage
from orchestration.publish import canonical_export, current_version
from orchestration.workspace import Workspace

DEMO = ROOT / "seeds" / "demo"
INCIDENTS = "servicenow/incident_event_log.csv.gz"
MORE_INCIDENTS = "servicenow/incident_event_log_more.csv"
TRUNCATED = "sap/EKPO_truncated.csv.gz"


@dataclass(frozen=True)
class Updated:
    """A warehouse with two versions: of the demo exports, and of those with more incidents and a truncated file."""

    home: Path
    landing: Path
    output: str
    version: str


def incidents(first: int, count: int) -> list[list[str]]:
    """Header and rows of `count` incidents of the demo export, from its `first`, under numbers that are new."""
    header, *rows = [line.split(",") for line in gzip.decompress((DEMO / INCIDENTS).read_bytes()).decode().splitlines()]
    numbers = {f"INC{number:07}": f"INC9{number:06}" for number in range(first, first + count)}
    return [header, *([numbers[row[0]], *row[1:]] for row in rows if row[0] in numbers)]


def write_rows(path: Path, rows: list[list[str]]) -> None:
    path.write_text("".join(",".join(row) + "\n" for row in rows))


def landing_with_news(folder: Path) -> Path:
    """The demo exports, more incidents, and an export whose transfer broke off."""
    shutil.copytree(DEMO, folder)
    write_rows(folder / MORE_INCIDENTS, incidents(1, 40))
    whole = gzip.compress((DEMO / "sap/EKPO.csv").read_bytes(), mtime=0)
    (folder / TRUNCATED).write_bytes(whole[: len(whole) // 2])
    return folder


def moved(home: Path, to: Path) -> Path:
    """A warehouse as it is after moving its folder: what depends on the place is made anew by the next run."""
    for part in ("lake", "build", "published", "evidence"):
        shutil.copytree(home / part, to / part, symlinks=True)
    return to


def workspace(home: Path, landing: Path) -> Workspace:
    return Workspace(home, landing)


def export(home: Path, out: Path, version: str | None = None) -> dict[str, bytes]:
    """Canonical text of every published table, by `<schema>.<table>.csv`."""
    database = home / "published" / (f"versions/{version}" if version else "current") / "opsfacts.duckdb"
    return {path.name: path.read_bytes() for path in canonical_export(database, out)}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Names of the tables that only one of two exports has, or that differ."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def assert_published_whole(place: Workspace) -> str:
    """What BI reads resolves, opens and is as its manifest says; returns its version."""
    version = current_version(place)
    folder = place.published / "current"
    assert folder.resolve() == (place.published / "versions" / version).resolve()
    assert version_damage(folder) == []
    with duckdb.connect() as connection:
        connection.execute(f"attach '{folder}/opsfacts.duckdb' as published (read_only)")
        connection.execute("use published")
        assert connection.execute("select version from publication.publication").fetchall() == [(version,)]
        assert connection.execute("select count(*) from core.fct_tickets").fetchone()[0] > 0
    return version


def findings(place: Workspace) -> list[str]:
    """What `opsfacts verify` reports, but for evidence that a killed run left open."""
    return [str(problem) for problem in verify(place) if "is not sealed: its run was killed" not in problem.detail]


def history(home: Path, landing: Path = DEMO) -> dict:
    """What Dagster's own storage has of the newest run; read in a process of its own, as its home is a variable."""
    result = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("run_history.py"))],
        cwd=ROOT,
        env={
            **environment(),
            "OPSFACTS_HOME": str(home),
            "OPSFACTS_LANDING": str(landing),
            "DAGSTER_HOME": str(home / "dagster"),
        },
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)
