"""What happens to a warehouse after its first run: it is moved, and new files land."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import duckdb
from command import ROOT, TIMEOUT, command_line, environment, opsfacts

from orchestration.evidence import sha256_file, verify, version_damage
from orchestration.ingest import ledger_entries
from orchestration.pseudonyms import key_file
from orchestration.publish import canonical_export, current_version
from orchestration.workspace import Workspace

EXAMPLES = ROOT / "seeds" / "examples"
INCIDENTS = "servicenow/incident_event_log.csv.gz"
MORE_INCIDENTS = "servicenow/incident_event_log_more.csv"
TRUNCATED = "sap/EKPO_truncated.csv.gz"
LATER = "2027-02-03T04:05:06"  # as of which the days after the first run report


@dataclass(frozen=True)
class Day:
    """How a run ended, and what it left."""

    returncode: int
    stdout: str
    stderr: str
    pack: str
    manifest: dict
    """Of its evidence; empty if the run was killed."""
    entries: dict[str, dict]
    """Ledger entries of the files in the landing folder, by name."""
    published_before: dict[str, str]
    published_after: dict[str, str]


@dataclass(frozen=True)
class BadDays:
    """A warehouse of the example exports on the days after; `eve` is a copy from between them."""

    home: Path
    landing: Path
    eve: Path
    blocked: Day
    killed: Day
    corrected: Day

    @property
    def place(self) -> Workspace:
        return Workspace(self.home, self.landing)


def run(place: Workspace, kill_at: str | None = None) -> Day:
    """Run the job, and kill it where it says that it has come so far."""
    before = hashes(place.published)
    packs = set(place.evidence.iterdir())
    arguments = ("run", "--as-of", LATER)
    if kill_at:
        result = _killed(command_line(*arguments, home=place.home, landing=place.landing), kill_at)
    else:
        result = opsfacts(*arguments, home=place.home, landing=place.landing, check=False)
    (pack,) = set(place.evidence.iterdir()) - packs
    manifest = pack / "run_manifest.json"
    return Day(
        returncode=result.returncode,
        stdout=result.stdout,
        stderr=result.stderr,
        pack=str(pack),
        manifest=json.loads(manifest.read_text()) if manifest.exists() else {},
        entries={entry["file_name"]: entry for entry in ledger_entries(place) if entry["is_in_landing"]},
        published_before=before,
        published_after=hashes(place.published),
    )


def _killed(command: list[str], at: str) -> subprocess.CompletedProcess[str]:
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=environment(), start_new_session=True, **streams) as process:
        too_late = threading.Timer(TIMEOUT, os.killpg, (process.pid, signal.SIGKILL))
        too_late.start()
        said = ""
        while at not in said and (line := process.stderr.readline()):
            said += line
        too_late.cancel()
        os.killpg(process.pid, signal.SIGKILL)
    assert at in said, said[-6000:]
    return subprocess.CompletedProcess(command, process.returncode, "", said)


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder; the target of a link."""
    return {
        path.relative_to(folder).as_posix(): os.readlink(path) if path.is_symlink() else sha256_file(path)
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def incidents(first: int, count: int) -> list[list[str]]:
    """Header and rows of `count` incidents of the example export, from its `first`, under numbers that are new."""
    header, *rows = [line.split(",") for line in gzip.decompress((EXAMPLES / INCIDENTS).read_bytes()).decode().splitlines()]
    numbers = {f"INC{number:07}": f"INC9{number:06}" for number in range(first, first + count)}
    return [header, *([numbers[row[0]], *row[1:]] for row in rows if row[0] in numbers)]


def write_rows(path: Path, rows: list[list[str]]) -> None:
    path.write_text("".join(",".join(row) + "\n" for row in rows))


def landing_with_news(folder: Path) -> Path:
    """The example exports, incidents in a new date format that nobody declared, and an export whose transfer broke off."""
    shutil.copytree(EXAMPLES, folder)
    header, *rows = incidents(1, 40)
    for row in rows:
        row[header.index("opened_at")] = "2026-02-03T08:15:00Z"
    write_rows(folder / MORE_INCIDENTS, [header, *rows])
    whole = gzip.compress((EXAMPLES / "sap/EKPO.csv").read_bytes(), mtime=0)
    (folder / TRUNCATED).write_bytes(whole[: len(whole) // 2])
    return folder


def correct(landing: Path) -> None:
    """The owner of the incidents sends the same file again, with dates as declared."""
    write_rows(landing / MORE_INCIDENTS, incidents(1, 40))


def moved(home: Path, to: Path) -> Path:
    """A warehouse as it is after moving its folder: what depends on the place is made anew by the next run."""
    for part in ("lake", "build", "published", "evidence"):
        shutil.copytree(home / part, to / part, symlinks=True)
    shutil.copy(key_file(home), key_file(to))
    return to


def export(home: Path, out: Path, version: str = "current") -> dict[str, bytes]:
    """Canonical text of every published table, by `<schema>.<table>.csv`."""
    database = home / "published" / version / "opsfacts.duckdb"
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


def history(home: Path, landing: Path, run_id: str) -> dict:
    """What Dagster's own storage has of a run; read in a process of its own, as its home is a variable."""
    result = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("run_history.py")), run_id],
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
