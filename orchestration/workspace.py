"""Where a warehouse lives: the folders of its home, the landing folder it takes exports from, and durable writes."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent


class WorkspaceError(RuntimeError):
    """The home or the landing folder cannot be used as they are; the message says what to change."""


@dataclass(frozen=True)
class Workspace:
    """One warehouse: its home folder and the landing folder whose exports it holds."""

    home: Path
    landing: Path

    @classmethod
    def from_environment(cls) -> Workspace:
        """The workspace that OPSFACTS_HOME and OPSFACTS_LANDING name; the demo where they are not set."""
        home = os.environ.get("OPSFACTS_HOME") or PROJECT_ROOT / "warehouse" / "demo"
        landing = os.environ.get("OPSFACTS_LANDING") or PROJECT_ROOT / "landing" / "demo"
        return cls(Path(os.path.abspath(home)), Path(os.path.abspath(landing)))

    @property
    def lake(self) -> Path:
        return self.home / "lake"

    @property
    def raw(self) -> Path:
        return self.lake / "raw"

    @property
    def ledger(self) -> Path:
        return self.lake / "ledger"

    @property
    def quarantine(self) -> Path:
        return self.lake / "quarantine"

    @property
    def build(self) -> Path:
        return self.home / "build"

    @property
    def build_database(self) -> Path:
        return self.build / "opsfacts.duckdb"

    @property
    def run_parameters(self) -> Path:
        return self.build / "run_parameters.json"

    @property
    def check_results(self) -> Path:
        return self.build / "check_results"

    @property
    def published(self) -> Path:
        return self.home / "published"

    @property
    def evidence(self) -> Path:
        return self.home / "evidence"

    @property
    def dbt_target(self) -> Path:
        return self.home / "dbt"

    def ensure(self) -> None:
        """Make the folders, and bind the home to its landing folder at first use.

        Two sources of exports in one warehouse would mix two companies' facts, so another landing folder is refused.
        """
        if not self.landing.is_dir():
            raise WorkspaceError(
                f"There is no landing folder {self.landing}. Create it and put the exports there, or name another "
                "folder in OPSFACTS_LANDING."
            )
        odd = sorted(set(str(self.home)) & set("'\"*?[]{}\\"))
        if odd:
            raise WorkspaceError(
                f"The path of the warehouse {self.home} holds {' '.join(odd)}, which SQL and file patterns take for something "
                "else. Name another home in OPSFACTS_HOME."
            )
        landing = os.path.realpath(self.landing)
        if (os.path.realpath(self.home) + os.sep).startswith(landing + os.sep):
            raise WorkspaceError(
                f"The warehouse {self.home} lies in its own landing folder and would load itself. "
                "Name a home outside of it in OPSFACTS_HOME."
            )
        for folder in (self.raw, self.ledger, self.quarantine, self.check_results, self.published, self.evidence):
            folder.mkdir(parents=True, exist_ok=True)
        binding = self.home / "landing.json"
        if not binding.exists():
            write_atomically(binding, json.dumps({"landing": landing}) + "\n")
            return
        bound = json.loads(binding.read_text(encoding="utf-8"))["landing"]
        if bound != landing:
            raise WorkspaceError(
                f"The warehouse {self.home} holds the exports of {bound}, not of {landing}. Name another home in "
                f"OPSFACTS_HOME for these exports; if the folder was merely moved, delete {binding}."
            )


def disk_is_full(error: BaseException, workspace: Workspace) -> bool:
    """Whether an error comes of a full disk. That has many guises (a database's "I/O error", say), so the disk is asked too."""
    chain = [error]
    while following := chain[-1].__cause__ or chain[-1].__context__:
        chain.append(following)
    numbers = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    texts = ("No space left", "Disk quota", "File too large", "disk is full")
    return (
        any(isinstance(link, OSError) and link.errno in numbers for link in chain)
        or any(text in str(link) for link in chain for text in texts)
        or any(getattr(link, "sqlite_errorcode", None) == sqlite3.SQLITE_IOERR_SHMSIZE for link in chain)
        or (workspace.home.exists() and shutil.disk_usage(workspace.home).free < 1_000_000)
    )


def explain(error: BaseException, workspace: Workspace) -> str:
    """Why a run stopped, in a line for operator and evidence: an engine's own message may quote records and is left out."""
    if disk_is_full(error, workspace):
        return f"The disk is full: free space below {workspace.home} and run again. What was published before stands."
    ours = type(error).__module__.split(".")[0] in ("orchestration", "expectations")
    return str(error) if ours else f"{type(error).__name__}; the run's log says more"


def durable_replace(temporary: Path, final: Path) -> None:
    """Put a finished temporary file of the same file system in the place of `final`, surviving a power cut."""
    _flush_to_disk(temporary, os.O_RDWR)
    if not final.parent.is_dir():
        final.parent.mkdir(parents=True, exist_ok=True)
        _flush_to_disk(final.parent.parent, os.O_RDONLY)
    os.replace(temporary, final)
    _flush_to_disk(final.parent, os.O_RDONLY)


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file so that a reader, and a restart after a crash, sees either the old content or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        temporary.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        durable_replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _flush_to_disk(path: Path, mode: int) -> None:
    descriptor = os.open(path, mode)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
