"""Evidence packs: what each run saw, did, checked and published, sealed and chained so that a later change shows.

A pack is the folder `evidence/<run_id>/`. It is open from `start` to `seal`. Sealing writes, in this order:

1. `run_manifest.json`: the run, its environment, inputs, checks and publication, the SHA-256 of every other file in the
   pack, and the SHA-256 of the manifest sealed before it (`prev_manifest_sha256`);
2. `SHA256SUMS`: over everything in the pack, in the form that `sha256sum --check` reads;
3. one line in `evidence/chain.jsonl`: the index of sealed packs.

A run may be killed between any two of these. `seal_interrupted`, called when the next run starts, finishes what was
begun and seals what was left open as `interrupted`. All of it is idempotent.

The chain shows every change behind its newest entry. Cutting off its end leaves a shorter chain that is intact in
itself: against that, note `head()` somewhere that the warehouse cannot write to, and give it to `verify` as `anchor`.

A pack holds keys, hashes and counts, never records: files from the landing folder, raw and quarantine are refused, and
the ledger's free text (which may quote a damaged file) is left out.
"""

import fcntl
import grp
import hashlib
import importlib.metadata
import json
import os
import platform
import pwd
import re
import shutil
import stat
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from orchestration.workspace import PROJECT_ROOT, Workspace, write_atomically

CHAIN = "chain.jsonl"
START = "run_start.json"
MANIFEST = "run_manifest.json"
SUMS = "SHA256SUMS"
NEXT = ".next"  # in `published`: what a publication is about to make current
CHAIN_KEYS = {"sequence", "run_id", "manifest_sha256", "sums_sha256"}
STATUSES = ("published", "nothing_new", "blocked", "failed", "interrupted", "rolled_back")
DISTRIBUTIONS = (
    "opsfacts",
    "duckdb",
    "dbt-core",
    "dbt-duckdb",
    "dbt-metricflow",
    "metricflow",
    "great-expectations",
    "dagster",
    "dagster-dbt",
)
LEDGER_COLUMNS = (
    "feed",
    "file_name",
    "file_sha256",
    "status",
    "reason",
    "size_bytes",
    "encoding",
    "line_ending",
    "row_count",
    "raw_count",
    "quarantined_count",
    "loaded_at",
)


class EvidenceError(RuntimeError):
    """Evidence could not be recorded; the message says what and why."""


class LockedError(RuntimeError):
    """Another process holds the lock."""


@dataclass(frozen=True)
class Problem:
    """One finding of `verify`: the pack, chain or version concerned, and what is wrong with it."""

    subject: str
    detail: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.detail}"


# --- Files ----------------------------------------------------------------------------------------


def sha256_file(path: Path) -> str:
    """SHA-256 of a file's bytes, read in blocks."""
    with open(path, "rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def to_json(value: Any) -> bytes:
    """JSON with one rendering per value, so that equal content has equal hashes."""
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, default=str) + "\n").encode()


def utc_now() -> str:
    """The present instant, ISO 8601 in UTC."""
    return to_utc_text(datetime.now(UTC))


def to_utc_text(instant: datetime) -> str:
    """ISO 8601 in UTC; an instant without a zone is taken as UTC, as everywhere in the warehouse."""
    aware = instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    return aware.isoformat().replace("+00:00", "Z")


def fsync_path(path: Path) -> None:
    """Force a file or directory to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_durable(directory: Path) -> None:
    """Make all files in a tree read-only and force them, and the directories, to disk."""
    for root, _, names in os.walk(directory, topdown=False):
        for name in names:
            path = Path(root, name)
            path.chmod(0o444)
            fsync_path(path)
        fsync_path(Path(root))


def files_below(directory: Path) -> dict[str, Path]:
    """Relative path (with `/`) -> path of every file, link and special file in a tree, sorted."""
    found = (Path(root, name) for root, _, names in os.walk(directory) for name in names)
    return {path.relative_to(directory).as_posix(): path for path in sorted(found)}


def file_problems(directory: Path, expected: Mapping[str, str], ignore: frozenset[str] = frozenset()) -> list[str]:
    """Differences between a tree and the SHA-256 it should have per file: missing, extra and changed files."""
    present = {name: path for name, path in files_below(directory).items() if name not in ignore}
    problems = [f"{name} is missing" for name in sorted(expected.keys() - present.keys())]
    problems += [f"{name} was added" for name in sorted(present.keys() - expected.keys())]
    for name in sorted(expected.keys() & present.keys()):
        if present[name].is_symlink() or not present[name].is_file():
            problems.append(f"{name} is missing or no regular file")
        elif sha256_file(present[name]) != expected[name]:
            problems.append(f"{name} was changed (SHA-256 differs)")
    return problems


# --- Locks ----------------------------------------------------------------------------------------


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    """Hold `path` as the only process, or raise `LockedError` naming the holder. It ends with its process."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a+b") as handle:
        for attempt in range(10):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if attempt == 9:
                    holder = path.read_text() or "(unknown)"
                    raise LockedError(
                        f"{path} is held by process {holder}, which is writing to this warehouse. "
                        "Wait until it ends, or stop it, and run again. Nothing was changed."
                    ) from None
                time.sleep(0.02)  # `is_locked` holds it for an instant
        handle.truncate(0)
        handle.write(str(os.getpid()).encode())
        handle.flush()
        yield


def is_locked(path: Path) -> bool:
    """Whether a living process holds `exclusive_lock(path)`."""
    if not path.exists():
        return False
    with open(path, "rb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def writer_lock_path(workspace: Workspace) -> Path:
    """The lock that whoever writes to the warehouse holds."""
    return workspace.build / "writer.lock"


# --- The pack -------------------------------------------------------------------------------------


class EvidencePack:
    """The pack of one run. Any process of the run may add to it; whoever starts and seals it holds the writer lock."""

    def __init__(self, workspace: Workspace, run_id: str):
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", run_id) or run_id == CHAIN:
            raise EvidenceError(f"run id {run_id!r} cannot name a folder: use letters, digits, '.', '_' and '-'")
        self.workspace = workspace
        self.run_id = run_id
        self.directory = workspace.evidence / run_id

    def start(
        self,
        trigger: str,
        as_of: datetime | None = None,
        parameters: Mapping[str, Any] | None = None,
        operator: str | None = None,
    ) -> None:
        """Open the pack: who started the run, why, when, with which parameters, code and versions."""
        if self.directory.exists():
            raise EvidenceError(f"evidence of run {self.run_id} exists already in {self.directory}: use a new run id")
        partial = self.workspace.evidence / f".{self.run_id}.partial"
        partial.mkdir(parents=True, exist_ok=True)
        started = {
            "run_id": self.run_id,
            "trigger": trigger,
            "operator": operator or os.environ.get("OPSFACTS_OPERATOR") or _name(pwd.getpwuid, os.getuid()),
            "started_at": utc_now(),
            "as_of_at": to_utc_text(as_of) if as_of else None,
            "parameters": dict(parameters or {}),
            "environment": environment(),
        }
        (partial / START).write_bytes(to_json(started))
        fsync_path(partial / START)
        os.rename(partial, self.directory)  # an open pack always has its start
        fsync_path(self.workspace.evidence)

    def add_file(self, name: str, source: bytes | str | Path) -> None:
        """Put a file into the open pack: bytes, text or the path of a file to copy."""
        target = self._target(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.tmp")
        if isinstance(source, Path):
            real = source.resolve()
            for private in (self.workspace.landing, self.workspace.raw, self.workspace.quarantine):
                if real.is_relative_to(private.resolve()):
                    raise EvidenceError(f"{source} holds records: a pack takes keys, hashes and counts only")
            shutil.copyfile(real, temporary)
        else:
            temporary.write_bytes(source.encode() if isinstance(source, str) else source)
        os.replace(temporary, target)

    def add_json(self, name: str, value: Any) -> None:
        """Put a value into the open pack as JSON."""
        self.add_file(name, to_json(value))

    def add_tree(self, name: str, directory: Path, pattern: str = "*") -> None:
        """Copy the files of a directory whose names match `pattern`, keeping their paths."""
        for path in sorted(directory.rglob(pattern)):
            if path.is_file():
                self.add_file(f"{name}/{path.relative_to(directory).as_posix()}", path)

    def add_dbt(self, target: Path) -> None:
        """Add dbt's artefacts, the compiled SQL as executed, and a hash per metric definition."""
        for artefact in ("manifest", "run_results", "sources", "catalog", "semantic_manifest"):
            path = target / f"{artefact}.json"
            if path.exists():
                self.add_file(f"dbt/{path.name}", path)
        self.add_tree("dbt/compiled", target / "compiled", "*.sql")
        semantic_manifest = target / "semantic_manifest.json"
        if semantic_manifest.exists():
            metrics = json.loads(semantic_manifest.read_bytes())["metrics"]
            hashes = {metric["name"]: hashlib.sha256(to_json(metric)).hexdigest() for metric in metrics}
            self.add_json("metrics/definition_hashes.json", hashes)

    def seal(self, status: str, version: str | None = None, detail: str | None = None) -> str:
        """Close the pack and chain it; returns the SHA-256 of its manifest.

        `version` is what the run published, `detail` says why it ended as it did (without quoting records).
        """
        if status not in STATUSES:
            raise EvidenceError(f"status {status!r} is none of {', '.join(STATUSES)}")
        if not (self.directory / START).exists():
            raise EvidenceError(f"run {self.run_id} was not started: there is no {self.directory / START}")
        with _open_chain(self.workspace) as chain:
            if self.run_id in {entry["run_id"] for entry in chain.entries}:
                raise EvidenceError(f"evidence of run {self.run_id} is sealed already")
            for path in files_below(self.directory).values():
                if path.name.startswith(".") and path.name.endswith(".tmp"):
                    path.unlink()  # left by a kill
            manifest_path = self.directory / MANIFEST
            if manifest_path.exists():  # killed while sealing: what it said stands
                manifest = json.loads(manifest_path.read_bytes())
            else:
                manifest = self._manifest(status, version, detail)
            manifest |= chain.next_link()
            write_atomically(manifest_path, to_json(manifest))
            sums = {MANIFEST: sha256_file(manifest_path), **manifest["files"]}
            lines = [f"{digest}  {name}\n" for name, digest in sorted(sums.items())]
            write_atomically(self.directory / SUMS, "".join(lines))
            make_durable(self.directory)
            chain.append(self.run_id, sums[MANIFEST], sha256_file(self.directory / SUMS))
            return sums[MANIFEST]

    def _target(self, name: str) -> Path:
        parts = name.split("/")
        if not name or any(part in ("", ".", "..") for part in parts) or set(name) & set("\\\n\r"):
            raise EvidenceError(f"{name!r} is no path inside the pack")
        if name in (START, MANIFEST, SUMS):
            raise EvidenceError(f"{name} is written by the pack itself")
        if not (self.directory / START).exists() or (self.directory / MANIFEST).exists():
            raise EvidenceError(f"evidence of run {self.run_id} is not open: {name} was not added")
        return self.directory / name

    def _manifest(self, status: str, version: str | None, detail: str | None) -> dict[str, Any]:
        started = json.loads((self.directory / START).read_bytes())
        inputs = _ledger(self.workspace)
        self.add_json("inputs/ledger.json", inputs)
        self.add_json("access.json", _access(self.workspace))
        results = self._check_results()
        self.add_json("exceptions.json", [result for result in results if result.get("status") != "passed"])
        published = None
        if version:
            self.add_file("outputs/publication.json", self.workspace.published / "versions" / version / "manifest.json")
            publication = json.loads((self.directory / "outputs/publication.json").read_bytes())
            published = {key: publication.get(key) for key in ("version", "fingerprint", "tables")}
        self.add_file("REPERFORM.txt", _recipe(started))
        counts = Counter((r.get("stage"), r.get("severity"), r.get("status")) for r in results)
        return {
            **started,
            "ended_at": utc_now(),
            "status": status,
            "detail": detail,
            "input_totals": _totals(inputs),
            "seed_sha256": {
                path.relative_to(PROJECT_ROOT).as_posix(): sha256_file(path)
                for path in sorted((PROJECT_ROOT / "seeds" / "reference").glob("**/*.csv"))
            },
            "checks": [
                {"stage": stage, "severity": severity, "status": status, "count": counts[stage, severity, status]}
                for stage, severity, status in sorted(counts, key=str)
            ],
            "published": published,
            "current_version": link_target(self.workspace, "current"),
            "files": {name: sha256_file(path) for name, path in files_below(self.directory).items()},
        }

    def _check_results(self) -> list[dict[str, Any]]:
        """Copy this run's check results. Older ones, not yet replaced, belong to the run before."""
        started = (self.directory / START).stat().st_mtime_ns
        results = []
        for path in sorted(self.workspace.check_results.glob("*.json")):
            if path.stat().st_mtime_ns >= started:
                self.add_file(f"checks/{path.name}", path)
                lines = (self.directory / "checks" / path.name).read_text().splitlines()
                results += [json.loads(line) for line in lines if line.strip()]
        return results


def seal_interrupted(workspace: Workspace) -> list[str]:
    """Seal the packs that killed runs left open; returns their run ids. For the holder of the writer lock."""
    if not workspace.evidence.exists():
        return []
    for leftover in workspace.evidence.glob(".*.partial"):
        shutil.rmtree(leftover)
    with _open_chain(workspace) as chain:
        sealed = {entry["run_id"] for entry in chain.entries}
        link = chain.next_link()
    open_packs = []
    for path in workspace.evidence.glob(f"*/{START}"):
        manifest = path.with_name(MANIFEST)
        # A complete pack that would not come next in the chain is no leftover of a kill: `verify` reports it.
        complete = path.with_name(SUMS).exists() and manifest.exists()
        if path.parent.name not in sealed and not (complete and not _follows(manifest, link)):
            open_packs.append((json.loads(path.read_bytes())["started_at"], path.parent.name))
    for _, run_id in sorted(open_packs):
        # Nobody switched versions since the kill: whoever does calls this first.
        current = link_target(workspace, "current") or ""
        published = workspace.published / "versions" / current / "manifest.json"
        is_its_own = current.endswith(run_id[:8]) and json.loads(published.read_bytes())["run_id"] == run_id
        detail = "the process ended without closing its evidence; sealed when the next writer started"
        EvidencePack(workspace, run_id).seal("interrupted", current if is_its_own else None, detail)
    return [run_id for _, run_id in sorted(open_packs)]


def _follows(manifest: Path, link: Mapping[str, Any]) -> bool:
    content = json.loads(manifest.read_bytes())
    return all(content[key] == value for key, value in link.items())


def link_target(workspace: Workspace, link: str) -> str | None:
    """Name of the version that a link in `published` points to, or None when there is no such link."""
    try:
        return Path(os.readlink(workspace.published / link)).name
    except FileNotFoundError:
        return None


# --- What a pack records by itself ----------------------------------------------------------------


def environment() -> dict[str, Any]:
    """Code, lock file and versions with which the run is carried out."""
    constraints = PROJECT_ROOT / "constraints.txt"
    return {
        "git": _git(),
        "constraints_sha256": sha256_file(constraints) if constraints.exists() else None,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "versions": {name: _version(name) for name in DISTRIBUTIONS},
        # DuckDB converts time zones with the database compiled into it, which changes with its version only.
        "timezone_database": {"duckdb": _version("duckdb"), "tzdata": _version("tzdata")},
    }


def _version(distribution: str) -> str | None:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None


def _git() -> dict[str, Any]:
    def git(*arguments: str) -> str:
        command = ["git", "-C", str(PROJECT_ROOT), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    try:
        if Path(git("rev-parse", "--show-toplevel")).resolve() != PROJECT_ROOT:
            return {"commit": None, "dirty": None, "reason": "the project's folder is not the root of a git checkout"}
        return {"commit": git("rev-parse", "HEAD"), "dirty": bool(git("status", "--porcelain")), "reason": None}
    except FileNotFoundError:
        return {"commit": None, "dirty": None, "reason": "git is not installed"}
    except subprocess.CalledProcessError as error:
        return {"commit": None, "dirty": None, "reason": error.stderr.strip()}


def _ledger(workspace: Workspace) -> list[dict[str, Any]]:
    entries = [json.loads(path.read_bytes()) for path in sorted(workspace.ledger.glob("*/*.json"))]
    for entry in entries:
        if entry.get("status") == "loaded":
            entry["frozen_copy"] = f"lake/raw/{entry['feed']}/{entry['raw_stem']}.parquet"
    kept = [{key: entry.get(key) for key in (*LEDGER_COLUMNS, "frozen_copy")} for entry in entries]
    return sorted(kept, key=lambda entry: (entry["feed"], entry["file_name"], str(entry["file_sha256"])))


def _totals(inputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    totals: dict[tuple[str, str], Counter[str]] = {}
    for entry in inputs:
        total = totals.setdefault((entry["feed"], entry["status"]), Counter())
        total["files"] += 1
        for column in ("row_count", "raw_count", "quarantined_count"):
            total[column] += entry[column] or 0
    return [{"feed": feed, "status": status, **total} for (feed, status), total in sorted(totals.items())]


def _access(workspace: Workspace) -> list[dict[str, str]]:
    """Mode and owner of everything through which the published data can be reached."""
    paths = [workspace.home, workspace.published, workspace.published / "versions", workspace.evidence]
    current = link_target(workspace, "current")
    if current:
        version = workspace.published / "versions" / current
        paths += [version, *sorted(version.rglob("*"))]
    snapshot = []
    for path in paths:
        if path.exists():
            status = path.stat()
            snapshot.append(
                {
                    "path": path.relative_to(workspace.home).as_posix(),
                    "mode": stat.filemode(status.st_mode),
                    "owner": _name(pwd.getpwuid, status.st_uid),
                    "group": _name(grp.getgrgid, status.st_gid),
                }
            )
    return snapshot


def _name(lookup: Any, number: int) -> str:
    try:
        return lookup(number)[0]
    except KeyError:
        return str(number)


def _recipe(started: Mapping[str, Any]) -> str:
    git = started["environment"]["git"]
    code = f"git checkout {git['commit']}" if git["commit"] else "install the version named in run_manifest.json"
    return (
        "To re-perform this run:\n"
        f"1. Code: {code}; install exactly what constraints.txt names (its SHA-256 is in run_manifest.json).\n"
        "2. Inputs: put the files of inputs/ledger.json, found by their SHA-256, under the same names into an empty\n"
        "   landing folder, or copy their frozen copies below lake/raw and the ledger into an empty home. A copy that\n"
        "   was superseded later is lake/quarantine/<feed>/<SHA-256>.raw_superseded.\n"
        f"3. Run the whole job as of {started['as_of_at']} into an empty home.\n"
        "4. Compare content_hash, row_count and control_totals of every table in the manifest.json of the new\n"
        "   publication with those in outputs/publication.json: they must be equal.\n"
    )


# --- The chain ------------------------------------------------------------------------------------


@dataclass
class _Chain:
    handle: BinaryIO
    entries: list[dict[str, Any]]

    def next_link(self) -> dict[str, Any]:
        """What a manifest must hold to follow the newest one."""
        last = self.entries[-1] if self.entries else {"sequence": 0, "manifest_sha256": None}
        return {"sequence": last["sequence"] + 1, "prev_manifest_sha256": last["manifest_sha256"]}

    def append(self, run_id: str, manifest_sha256: str, sums_sha256: str) -> None:
        entry = {
            "sequence": self.next_link()["sequence"],
            "run_id": run_id,
            "manifest_sha256": manifest_sha256,
            "sums_sha256": sums_sha256,
        }
        self.handle.write(_chain_line(entry))
        self.handle.flush()
        os.fsync(self.handle.fileno())


def _chain_line(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


@contextmanager
def _open_chain(workspace: Workspace) -> Iterator[_Chain]:
    """The chain, locked against a second writer. A line that a kill cut short is removed: its pack is still open."""
    workspace.evidence.mkdir(parents=True, exist_ok=True)
    path = workspace.evidence / CHAIN
    with open(path, "a+b") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        handle.seek(0)
        content = handle.read()
        if content and not content.endswith(b"\n"):
            handle.truncate(content.rfind(b"\n") + 1)
        entries, problems = _read_chain(path)
        if problems:
            raise EvidenceError(
                f"{path}: {problems[0].detail}; a damaged chain is not continued. Restore {workspace.evidence} from a "
                "backup, or keep it elsewhere and begin a new chain in an empty folder."
            )
        yield _Chain(handle, entries)
        fsync_path(workspace.evidence)


def chain_entries(workspace: Workspace) -> list[dict[str, Any]]:
    """The index of sealed packs, oldest first: sequence, run_id, manifest_sha256, sums_sha256."""
    return _read_chain(workspace.evidence / CHAIN)[0]


def head(workspace: Workspace) -> tuple[int, str] | None:
    """Sequence and manifest hash of the newest sealed pack, to be noted outside of the warehouse."""
    entries = chain_entries(workspace)
    return (entries[-1]["sequence"], entries[-1]["manifest_sha256"]) if entries else None


# --- Verification ---------------------------------------------------------------------------------


def verify(workspace: Workspace, anchor: str | None = None) -> list[Problem]:
    """Recompute every hash of chain, packs and published versions; an empty list says that nothing was changed.

    `anchor` is the manifest hash of an earlier `head()`: the chain must still contain it. While a run is going on, what
    it has not sealed yet is passed over. Reads only.
    """
    running = is_locked(writer_lock_path(workspace))
    entries, problems = _read_chain(workspace.evidence / CHAIN)
    if anchor and anchor not in {entry["manifest_sha256"] for entry in entries}:
        problems.append(Problem(CHAIN, f"no pack has the manifest hash {anchor}: packs were removed or replaced"))
    manifests: list[dict[str, Any]] = []
    previous_sha256 = None
    for position, entry in enumerate(entries, start=1):
        found, manifest = _pack_problems(workspace.evidence / entry["run_id"], entry, position, previous_sha256)
        problems += [Problem(entry["run_id"], detail) for detail in found]
        manifests.append(manifest)
        previous_sha256 = entry["manifest_sha256"]
    sealed = {entry["run_id"] for entry in entries}
    unsealed = False
    for path in sorted(workspace.evidence.iterdir()) if workspace.evidence.exists() else []:
        if path.name == CHAIN or path.name in sealed:
            continue
        if (path / SUMS).exists() or not (path / START).exists():
            problems.append(Problem(path.name, f"is not listed in {CHAIN}: it was added, or its line was removed"))
        elif not running:
            unsealed = True
            problems.append(Problem(path.name, "is not sealed: its run was killed; the next run will seal it"))
    if manifests and manifests[-1] and not (running or unsealed):
        current, expected = link_target(workspace, "current"), manifests[-1]["current_version"]
        if current != expected:
            detail = f"is {current}, but {expected} by the newest evidence; switch with `opsfacts rollback` only"
            problems.append(Problem("published/current", detail))
    return problems + _version_problems(workspace, manifests, running)


def _read_chain(path: Path) -> tuple[list[dict[str, Any]], list[Problem]]:
    entries: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for number, line in enumerate(path.read_bytes().splitlines(keepends=True) if path.exists() else [], start=1):
        try:
            entry = json.loads(line)
            sound = set(entry) == CHAIN_KEYS and isinstance(entry["run_id"], str) and _chain_line(entry) == line
        except (ValueError, TypeError):
            sound = False
        if sound:
            entries.append(entry)
        else:
            problems.append(Problem(CHAIN, f"line {number} is damaged or incomplete"))
    return entries, problems


def _pack_problems(
    directory: Path, entry: Mapping[str, Any], position: int, previous_sha256: str | None
) -> tuple[list[str], dict[str, Any]]:
    """What is wrong with one sealed pack, and its manifest (empty when it is not the one that was sealed)."""
    if not directory.is_dir():
        return [f"the pack is missing: {CHAIN} lists it as number {entry['sequence']}"], {}
    problems = []
    if entry["sequence"] != position:
        problems.append(f"has number {entry['sequence']} on line {position} of {CHAIN}: lines were removed or moved")
    if not (directory / SUMS).is_file() or sha256_file(directory / SUMS) != entry["sums_sha256"]:
        problems.append(f"{SUMS} is missing or not as {CHAIN} has it")
    if not (directory / MANIFEST).is_file() or sha256_file(directory / MANIFEST) != entry["manifest_sha256"]:
        return [*problems, f"{MANIFEST} is missing or not as {CHAIN} has it; the other files cannot be judged"], {}
    manifest = json.loads((directory / MANIFEST).read_bytes())
    if (manifest["run_id"], manifest["sequence"]) != (entry["run_id"], entry["sequence"]):
        problems.append(f"{MANIFEST} is that of run {manifest['run_id']}, number {manifest['sequence']}")
    if manifest["prev_manifest_sha256"] != previous_sha256:
        problems.append(f"does not follow the pack before it in {CHAIN}: a pack was removed, inserted or replaced")
    return problems + file_problems(directory, manifest["files"], ignore=frozenset({SUMS, MANIFEST})), manifest


def _version_problems(workspace: Workspace, manifests: list[dict[str, Any]], running: bool) -> list[Problem]:
    """Published versions that differ from what the packs say was published. Retention may have removed any."""
    publications = {
        manifest["published"]["version"]: manifest["files"]["outputs/publication.json"]
        for manifest in manifests
        if manifest.get("published")
    }
    problems = []
    for directory in sorted((workspace.published / "versions").glob("[!.]*")):
        manifest = directory / "manifest.json"
        if directory.name not in publications:
            unfinished = running or directory.name == link_target(workspace, NEXT)
            found = [] if unfinished else ["no sealed pack says that it was published"]
        elif not manifest.is_file() or sha256_file(manifest) != publications[directory.name]:
            found = ["manifest.json is missing or differs from the evidence of its run"]
        else:
            found = version_damage(directory)
        if directory.exists():  # else removed by retention meanwhile
            problems += [Problem(f"published/{directory.name}", detail) for detail in found]
    return problems


def version_damage(directory: Path) -> list[str]:
    """Files of a published version that are missing, added or changed, according to its manifest.json."""
    try:
        files = json.loads((directory / "manifest.json").read_bytes())["files"]
    except (OSError, ValueError, KeyError) as error:
        return [f"manifest.json cannot be read ({error})"]
    return file_problems(directory, files, ignore=frozenset({"manifest.json"}))
