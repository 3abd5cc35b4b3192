"""One run of the warehouse: its identity, its clock, its lock, its evidence and where its seconds went.

Dagster opens a run as the resource `run` (definitions.py), so a run started from the command line, the UI, the schedule or the
sensor is the same thing.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from orchestration import ingest
from orchestration.evidence import EvidencePack, seal_interrupted
from orchestration.feeds import Feed, load_feeds
from orchestration.pseudonyms import key_id, load_key
from orchestration.publish import Publication, read_version, versions, writer_lock
from orchestration.transform import DbtResult, project_files, project_fingerprint
from orchestration.workspace import PROJECT_ROOT, Workspace, explain, write_atomically


@dataclass
class Run:
    """A run in progress. `status` is what its evidence will say; stages change it as they finish."""

    workspace: Workspace
    run_id: str
    as_of: datetime.datetime
    evidence: EvidencePack
    status: str = "failed"
    reason: str = "the run stopped before it published"
    seconds: dict[str, float] = field(default_factory=dict)
    dbt_results: list[DbtResult] = field(default_factory=list)
    publication: Publication | None = None
    _open: bool = True
    _log: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage, those of the same name together, and keep why it stopped if it does."""
        started = time.perf_counter()
        try:
            yield
        except Exception as error:
            self.reason = f"{name}: {explain(error, self.workspace)}"
            raise
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

    def close(self) -> None:
        """From now on nothing is added to the log, so that it can be sealed."""
        with self._log:
            self._open = False

    def progress(self, message: str) -> None:
        """One line of progress, on standard error when OPSFACTS_PROGRESS is set, and in the evidence's log always."""
        line = f"{datetime.datetime.now(datetime.UTC):%H:%M:%S} {message}"
        with self._log:
            if not self._open:  # a thread of dbt that has not yet noticed that the run was interrupted
                return
            with (self.evidence.directory / "log.txt").open("a") as log:
                log.write(line + "\n")
        if os.environ.get("OPSFACTS_PROGRESS"):
            print(line, file=sys.stderr, flush=True)


@contextmanager
def open_run(workspace: Workspace, run_id: str, trigger: str, as_of: datetime.datetime | None = None) -> Iterator[Run]:
    """Open a run: take the writer's lock, close what a killed run left open, write the run's parameters, start its evidence.

    `as_of` is the only clock that models see; the present second when not given. On leaving, the evidence pack is sealed with
    the status that the run reached, whatever happened.
    """
    workspace.ensure()
    as_of = (as_of or datetime.datetime.now(datetime.UTC)).astimezone(datetime.UTC).replace(microsecond=0)
    with writer_lock(workspace):
        seal_interrupted(workspace)
        parameters = {"run_id": run_id, "as_of_at": as_of.strftime("%Y-%m-%dT%H:%M:%S")}
        write_atomically(workspace.run_parameters, json.dumps(parameters) + "\n")
        for stale in workspace.check_results.glob("*.json"):
            stale.unlink()
        evidence = EvidencePack(workspace, run_id)
        parameters = {"landing": workspace.landing.name, "pseudonym_key_id": key_id(load_key(workspace.home))}
        evidence.start(trigger, as_of, parameters)
        run = Run(workspace, run_id, as_of, evidence)
        try:
            yield run
        finally:
            run.close()
            evidence.add_json("seconds.json", {name: round(value, 3) for name, value in run.seconds.items()})
            evidence.seal(run.status, run.publication.version if run.publication else None, run.reason)


def close_interrupted(workspace: Workspace) -> None:
    """Seal the evidence of runs that were killed, so that the chain is whole even if there is nothing new to do."""
    with writer_lock(workspace):
        seal_interrupted(workspace)


def code_fingerprint() -> str:
    """Hash over everything of ours that decides what is published: models, seeds, suites, stages and pinned dependencies."""
    sources = [path for folder in ("orchestration", "expectations") for path in sorted((PROJECT_ROOT / folder).rglob("*.py"))]
    return project_fingerprint([*project_files(), *sources, PROJECT_ROOT / "constraints.txt"])


def input_fingerprint(workspace: Workspace) -> str:
    """Hash over the files that are loaded, the files that were refused, and the code: equal when a run would publish the same."""
    files = sorted(
        (e["feed"], e["file_name"], e["file_sha256"] or "", e["status"], e["reason"] or "")
        for e in ingest.ledger_entries(workspace)
    )
    return hashlib.sha256(json.dumps([files, code_fingerprint()]).encode()).hexdigest()


def newest_version(workspace: Workspace) -> Publication | None:
    """The version published last, whether or not BI was taken back to an earlier one since."""
    names = versions(workspace)
    return read_version(workspace, names[-1]) if names else None


def nothing_new(workspace: Workspace, feeds: dict[str, Feed] | None = None) -> bool:
    """Whether a run now would publish what is already the newest version: same files, same code. Reads no file's content."""
    newest = newest_version(workspace)
    if newest is None or ingest.pending_files(workspace, feeds or load_feeds()):
        return False
    return newest.fingerprint == input_fingerprint(workspace)
