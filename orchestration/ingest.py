"""The ingest stage: landed files become raw Parquet, a ledger entry each, and quarantine for what does not parse.

Raw is a function of the landed bytes and of the feed's declaration, so loading twice changes nothing. The ledger entry
is the commit mark of a file and is written last, after its raw and quarantine files; whatever a crash leaves before
that mark is overwritten or set aside by the next run.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import functools
import hashlib
import json
import os
import shutil
import signal
import stat
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

from orchestration import readers
from orchestration.feeds import Feed, claimants, load_feeds, stamp_in_name
from orchestration.readers import Lineage, Progress, Refusal, Spool
from orchestration.readers.received import CHUNK
from orchestration.workspace import Workspace, durable_replace, write_atomically

UNCLAIMED = "unclaimed"
UNFINISHED_SUFFIXES = (".part", ".partial", ".tmp", ".filepart", ".crdownload")
READER_VERSION = 2  # raised when the same bytes and declaration come to give other rows: landed files are then reread

Entry = dict[str, Any]


@dataclass
class FeedResult:
    """The landed files of one feed as they stand after a run."""

    feed: str
    examined: int = 0
    """Files in the landing folder that the feed claims."""
    new: int = 0
    """Those among them that this run read: new, changed, or under a changed declaration."""
    loaded: int = 0
    refused: int = 0
    duplicates: int = 0
    row_count: int = 0
    raw_count: int = 0
    quarantined_count: int = 0
    unchanged: bool = True
    """Whether the run left the ledger of the feed as it was."""
    seconds: float = 0.0
    entries: list[Entry] = field(default_factory=list)
    """Ledger entries of the examined files, by file name."""


def ingest_feed(workspace: Workspace, feed: Feed, as_of: datetime, progress: Progress | None = None) -> FeedResult:
    """Load the landed files of one feed that are new or changed.

    A file that cannot be loaded is refused and recorded; it stops neither the files nor the feeds beside it.
    """
    with _Ingest(workspace, feed.name, feed, load_feeds, as_of, progress) as ingest:
        return ingest.run()


def ingest_unclaimed(workspace: Workspace, feeds: Mapping[str, Feed], as_of: datetime) -> FeedResult:
    """Record the landed files that no feed claims, so that a misnamed export is seen instead of silently left out."""
    with _Ingest(workspace, UNCLAIMED, None, lambda: feeds, as_of, None) as ingest:
        return ingest.run()


def ledger_entries(workspace: Workspace, feed: str = "*") -> list[Entry]:
    """The entries of the ledger, or of one feed in it, by feed, file name and hash."""
    entries = [_read_entry(path) for path in workspace.ledger.glob(f"{feed}/*.json")]
    return sorted(entries, key=lambda entry: (entry["feed"], entry["file_name"], entry["file_sha256"] or ""))


def pending_files(workspace: Workspace, feeds: Mapping[str, Feed]) -> list[str]:
    """Names of the landed files that the next run would read, found by name, size and time stamps alone."""
    known: dict[str, list[Entry]] = {}
    for entry in ledger_entries(workspace):
        if entry["is_in_landing"]:
            known.setdefault(entry["file_name"], []).append(entry)
    pending = []
    for landed in _walk(workspace.landing):
        name = _printable(landed.name)
        entries = known.get(name, [])
        declaration = _declaration(next((feed for feed in feeds.values() if landed.is_of(feed)), None))
        try:
            problem = landed.problem or _unfinished(landed.name)
            if problem:
                raise problem
            _refuse_outside(workspace.landing / landed.name, workspace.landing)
            with _opened(workspace.landing / landed.name) as (_, signature):
                seen = any(e["declaration"] == declaration and all(e[k] == v for k, v in signature.items()) for e in entries)
        except Refusal as refusal:
            seen = any(entry["reason"] == refusal.reason for entry in entries)
        if not seen:
            pending.append(landed.name)
    return pending


def pending_key(workspace: Workspace, names: list[str]) -> str:
    """A name for these pending files as they are now: another one when any of them changes."""
    states = [(name, *_signature(os.lstat(workspace.landing / name)).values()) for name in names]
    return hashlib.sha256(json.dumps(states).encode()).hexdigest()


class _Ingest:
    """One run over the landed files of one feed, or over those of none."""

    def __init__(
        self,
        workspace: Workspace,
        name: str,
        feed: Feed | None,
        catalog: Callable[[], Mapping[str, Feed]],
        as_of: datetime,
        progress: Progress | None,
    ) -> None:
        self.workspace = workspace
        self.name = name
        self.feed = feed
        self.catalog = catalog
        self.as_of = as_of.astimezone(UTC).replace(tzinfo=None) if as_of.tzinfo else as_of
        self.progress = progress or (lambda _: None)
        self.raw = workspace.raw / name
        self.ledger = workspace.ledger / name
        self.quarantine = workspace.quarantine / name
        self.declaration = _declaration(feed)
        self.result = FeedResult(name)
        self.resources = contextlib.ExitStack()

    def __enter__(self) -> _Ingest:
        self.workspace.ensure()
        self.ledger.mkdir(exist_ok=True)
        with contextlib.ExitStack() as resources:
            resources.enter_context(_locked(self.ledger))  # one writer a feed
            self.spool = resources.enter_context(_spool_folder(self.workspace.build / "spool"))
            self.resources = resources.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self.resources.close()

    @functools.cached_property
    def connection(self) -> Any:
        return self.resources.enter_context(readers.connect(self.workspace.build / "spill"))

    def run(self) -> FeedResult:
        started = time.perf_counter()
        if self.feed:
            self._keep_schema(self.raw, readers.raw_schema(self.feed))
            self._keep_schema(self.quarantine, readers.quarantine_schema())
        self.entries = {path.stem: _read_entry(path) for path in self.ledger.glob("*.json")}
        # Contents that raw holds already, without those that are to be read again under a new declaration.
        self.contents = {
            self._identity(entry): key
            for key, entry in sorted(self.entries.items(), key=lambda item: _rank(item[1]["file_name"]))
            if entry["status"] == "loaded"
            and self._has_outputs(entry)
            and (entry["declaration"] == self.declaration or not entry["is_in_landing"])
        }
        landed = self._landed()
        current = [self._examine(file) for file in landed]
        while self._supersede(current) or self._settle_copies():  # what was a duplicate of a superseded file is loaded now
            current = [self._examine(file) for file in landed]
        self._retire({_key(entry["file_name"], entry["file_sha256"]) for entry in current})
        if self.feed:
            self._set_aside_orphans()

        result = self.result
        result.entries = current
        result.examined = len(current)
        result.loaded = sum(entry["status"] == "loaded" for entry in current)
        result.refused = sum(entry["status"] == "refused" for entry in current)
        result.duplicates = sum(entry["status"] == "duplicate" for entry in current)
        result.row_count = sum(entry["row_count"] or 0 for entry in current)
        result.raw_count = sum(entry["raw_count"] for entry in current)
        result.quarantined_count = sum(entry["quarantined_count"] for entry in current)
        result.seconds = time.perf_counter() - started
        return result

    def _keep_schema(self, folder: Path, schema: Any) -> None:
        """Put a Parquet file without rows where readers of the folder look for its columns."""
        temporary, final = self.spool / "schema.parquet", folder / "schema.parquet"
        readers.write_empty(temporary, schema)
        if not final.exists() or final.read_bytes() != temporary.read_bytes():
            durable_replace(temporary, final)

    def _landed(self) -> list[_Landed]:
        feeds = self.catalog()
        if self.feed:
            found = [landed for landed in _walk(self.workspace.landing, self.feed.reaches) if landed.is_of(self.feed)]
            for landed in found:
                claimants(landed.name, {**feeds, self.name: self.feed}.values())
            return found
        return [landed for landed in _walk(self.workspace.landing) if not any(landed.is_of(feed) for feed in feeds.values())]

    def _examine(self, landed: _Landed) -> Entry:
        """The ledger entry of a landed file, new where the file or the declaration changed since the last run."""
        name = _printable(landed.name)
        path = self.workspace.landing / landed.name
        problem = landed.problem or _unfinished(landed.name) or _unsafe(landed.name)
        if not self.feed:
            problem = problem or Refusal("no_feed", _NO_FEED)
        try:
            if problem and problem.reason not in ("unsafe_name", "no_feed"):
                raise problem
            _refuse_outside(path, self.workspace.landing)
            with _opened(path) as (descriptor, signature):
                return self._unchanged(name, signature) or self._take(name, path, descriptor, signature, problem)
        except Refusal as refusal:  # nothing of it was taken: it is looked at again in the next run
            return self._record(name, _refused(refusal))

    def _unchanged(self, name: str, signature: Mapping[str, int]) -> Entry | None:
        for entry in self.entries.values():
            if entry["file_name"] == name and entry["is_in_landing"] and entry["declaration"] == self.declaration:
                same = all(entry[key] == value for key, value in signature.items())
                if same and self._has_outputs(entry):
                    return entry
        return None

    def _has_outputs(self, entry: Entry) -> bool:
        if entry["status"] == "refused":
            return (self.quarantine / f"{entry['file_sha256']}.refused").exists()
        if entry["status"] == "duplicate":
            return self._identity(entry) in self.contents
        quarantined = entry["quarantined_count"] == 0 or (self.quarantine / f"{entry['raw_stem']}.parquet").exists()
        return quarantined and (self.raw / f"{entry['raw_stem']}.parquet").exists()

    def _identity(self, entry: Entry) -> tuple[str, str]:
        """What two files must share for one of them to be a mere copy."""
        return entry["content_sha256"], self._occasion(entry["file_name"])

    def _occasion(self, name: str) -> str:
        """What a file says beyond its bytes: the form it came in, and the day that a full snapshot stands for.

        Two equal snapshots of different days are two statements: nothing changed, or what had changed is as it was.
        """
        if not self.feed or not (self.feed.deliveries or self.feed.is_snapshot):
            return ""
        stamp = stamp_in_name(name) if self.feed.is_snapshot else None
        return f"{self.feed.delivery_of(name).delivery}|{stamp or ''}"

    def _raw_stem(self, name: str, sha256: str) -> str:
        """Name of a file's raw and quarantine files: its hash, and a second one where the same bytes can say different things."""
        occasion = self._occasion(name)
        return f"{sha256}-{hashlib.sha256(occasion.encode()).hexdigest()[:8]}" if occasion else sha256

    def _take(self, name: str, path: Path, descriptor: int, signature: dict[str, int], problem: Refusal | None) -> Entry:
        """Read a file that is new or changed: load it, find it a duplicate, or refuse it and keep a copy."""
        self.result.new += 1
        self.progress(f"{self.name}: reading {name} ({signature['size_bytes']:,} bytes)")
        spool = Spool(self.spool / "body")
        try:
            try:
                if problem:
                    readers.hash_file(descriptor, spool)
                    raise problem
                readers.spool_file(descriptor, self.feed.delivery_of(name), self.catalog, spool)
            finally:
                _refuse_moving(path, descriptor, signature)
            facts = self._load(name, spool)
        except Refusal as refusal:
            if refusal.reason in ("still_being_written", "unreadable"):
                raise
            self._keep_refused(descriptor, spool)
            facts = _refused(refusal)
        finally:
            spool.path.unlink(missing_ok=True)
        entry = self._record(name, facts, spool, signature)
        what = f"refused ({entry['reason']})" if entry["status"] == "refused" else entry["status"]
        self.progress(f"{self.name}: {name}: {what}, {entry['raw_count']:,} rows, {entry['quarantined_count']:,} quarantined")
        return entry

    def _load(self, name: str, spool: Spool) -> Entry:
        """Write the raw and quarantine files of a spooled file and return the facts for its ledger entry."""
        key = _key(name, spool.file_sha256)
        identity = (spool.content_sha256, self._occasion(name))
        holder = self.contents.get(identity, key)
        # Of copies the latest by name counts, whichever came first: names order versions, so facts must not depend on arrival.
        if holder != key and _rank(self.entries[holder]["file_name"]) >= _rank(name):
            return _duplicate_of(self.entries[holder]["file_name"])
        earlier = self.entries.get(holder)
        loaded_at = self.as_of
        if earlier and earlier["status"] == "loaded":  # taken before: reading it again does not make it younger
            loaded_at = datetime.fromisoformat(earlier["loaded_at"])
        feed = self.feed.delivery_of(name)
        lineage = Lineage(self.name, spool.file_sha256, name, loaded_at, stamp_in_name(name), feed.delivery)
        raw, quarantine = self.spool / "raw.parquet", self.spool / "quarantine.parquet"
        fast = readers.read_with_duckdb(self.connection, spool, feed, lineage, raw)
        if not fast:
            readers.read_carefully(spool, feed, lineage, raw, quarantine, self.progress)
        raw_count = readers.parquet_row_count(raw)
        quarantined_count = readers.parquet_row_count(quarantine) if quarantine.exists() else 0
        if spool.record_count != raw_count + quarantined_count:
            raise Refusal(
                "count_mismatch",
                f"{spool.record_count:,} records were counted, but {raw_count:,} were read and {quarantined_count:,} "
                "quarantined. Nothing of the file is loaded; report it with the file.",
            )
        stem = self._raw_stem(name, spool.file_sha256)
        durable_replace(raw, self.raw / f"{stem}.parquet")
        if quarantined_count:
            durable_replace(quarantine, self.quarantine / f"{stem}.parquet")
        self.contents[identity] = key
        return {
            "status": "loaded",
            "raw_stem": stem,
            "row_count": spool.record_count,
            "raw_count": raw_count,
            "quarantined_count": quarantined_count,
            "loaded_at": loaded_at.isoformat(" "),
            "reader": "duckdb" if fast else "python",
        }

    def _keep_refused(self, descriptor: int, spool: Spool) -> None:
        """Copy a refused file beside the quarantined rows: the landed one may be replaced by its correction."""
        final = self.quarantine / f"{spool.file_sha256}.refused"
        if final.exists():
            return
        os.lseek(descriptor, 0, os.SEEK_SET)
        temporary = self.spool / "refused"
        with os.fdopen(os.dup(descriptor), "rb") as landed, open(temporary, "wb") as copy:
            shutil.copyfileobj(landed, copy, CHUNK)
        with open(temporary, "rb") as copy:
            if hashlib.file_digest(copy, "sha256").hexdigest() != spool.file_sha256:
                raise Refusal("still_being_written", _STILL_CHANGING)
        durable_replace(temporary, final)

    def _record(self, name: str, facts: Entry, spool: Spool | None = None, signature: Mapping[str, int] | None = None) -> Entry:
        """Write the ledger entry that commits a file; an entry that says the same stays as it is."""
        spool = spool or Spool(Path())
        sha256 = spool.file_sha256 or None
        entry = {
            "feed": self.name,
            "file_name": name,
            "file_sha256": sha256,
            "status": None,
            "reason": None,
            "detail": None,
            "size_bytes": None,
            "encoding": spool.encoding,
            "line_ending": spool.line_ending,
            "row_count": None,  # a refused file's records are not known, and a duplicate's are counted once
            "raw_count": 0,
            "quarantined_count": 0,
            "loaded_at": self.as_of.isoformat(" "),
            "raw_stem": None,
            "content_sha256": None if facts["status"] == "refused" else spool.content_sha256,
            "delimiter": spool.delimiter,
            "header": spool.header,
            "columns": spool.columns or None,
            "reader": None,
            "declaration": self.declaration,
            "is_in_landing": True,
            "mtime_ns": None,
            "ctime_ns": None,
            "inode": None,
            **(signature or {}),
            **facts,
        }
        earlier = self.entries.get(_key(name, sha256))
        if earlier and earlier["status"] == entry["status"] and earlier["reason"] == entry["reason"]:
            entry["loaded_at"] = earlier["loaded_at"]
        self._write(entry)
        return entry

    def _write(self, entry: Entry) -> None:
        key = _key(entry["file_name"], entry["file_sha256"])
        if self.entries.get(key) != entry:
            write_atomically(self.ledger / f"{key}.json", json.dumps(entry, ensure_ascii=False) + "\n")
            self.entries[key] = entry
            self.result.unchanged = False

    def _supersede(self, current: list[Entry]) -> bool:
        """Take back what files gave that a readable file of the same name has replaced since; whether there were any.

        A correction takes the place of what it corrects, so that a name stands for one content, the folder tells what the
        facts are made of, and a bad file that was loaded can be mended. A replacement that is refused replaces nothing.
        """
        readable = {e["file_name"]: e for e in current if e["status"] in ("loaded", "duplicate")}
        replaced = [
            (entry, readable[entry["file_name"]])
            for entry in self.entries.values()
            if entry["status"] == "loaded"
            and entry["file_name"] in readable
            and entry["content_sha256"] != readable[entry["file_name"]]["content_sha256"]
        ]
        for entry, by in replaced:
            detail = (
                f"Its {entry['row_count']:,} records are read no longer: another file of its name has come "
                f"(SHA-256 {by['file_sha256']}). Should both count, give each a name of its own."
            )
            counts = {"row_count": None, "raw_count": 0, "quarantined_count": 0}
            facts = {"status": "superseded", "reason": "replaced", "detail": detail, "is_in_landing": False}
            self._write({**entry, **counts, **facts})
            self.contents.pop(self._identity(entry), None)
            self.progress(f"{self.name}: {entry['file_name']}: superseded by a file of the same name")
        return bool(replaced)

    def _settle_copies(self) -> bool:
        """Call duplicates what a copy of a later name has outranked; whether there were any."""
        outranked = [
            (entry, self.entries[self.contents[self._identity(entry)]])
            for key, entry in self.entries.items()
            if entry["status"] == "loaded" and self.contents.get(self._identity(entry), key) != key
        ]
        for entry, by in outranked:
            self._write({**entry, **_duplicate_of(by["file_name"])})
        return bool(outranked)

    def _retire(self, current: set[str]) -> None:
        """Keep what was taken of files that have left the landing folder; forget files of which nothing was taken."""
        for key, entry in list(self.entries.items()):
            if key in current:
                continue
            if entry["file_sha256"] is None:
                (self.ledger / f"{key}.json").unlink()
                self.result.unchanged = False
            elif entry["is_in_landing"]:
                self._write({**entry, "is_in_landing": False})

    def _set_aside_orphans(self) -> None:
        """Move away Parquet files that no ledger entry vouches for: superseded, left by a crash, or of a file refused by now."""
        superseded = {entry["raw_stem"] for entry in self.entries.values() if entry["status"] == "superseded"}
        loaded = [entry for entry in self.entries.values() if entry["status"] == "loaded"]
        vouched = {
            self.raw: {entry["raw_stem"] for entry in loaded},
            self.quarantine: {entry["raw_stem"] for entry in loaded if entry["quarantined_count"]},
        }
        for folder, known in vouched.items():
            for path in sorted(folder.glob("*.parquet")):
                if path.stem not in known and path.stem != "schema":
                    why = "superseded" if path.stem in superseded else "orphan"
                    durable_replace(path, self.quarantine / f"{path.stem}.{folder.parent.name}_{why}")
                    self.progress(f"{self.name}: {path.name} in {folder.parent.name} is not in the ledger as loaded; set aside")


# ---------------------------------------------------------------- the landing folder

_NO_FEED = "No feed takes a file of this name. Name it as a feed's `files` pattern asks, declare a feed for it, or remove it."
_STILL_CHANGING = "The file is still being written. It is looked at again in the next run."


class _Landed(NamedTuple):
    name: str
    is_folder: bool = False
    problem: Refusal | None = None

    def is_of(self, feed: Feed) -> bool:
        return feed.reaches(self.name) if self.is_folder else feed.claims(self.name)


def _walk(landing: Path, enter: Callable[[str], bool] = lambda folder: True) -> list[_Landed]:
    """Everything below the landing folder but the folders to go into, by name; links to folders are not followed."""
    found = []
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(landing / folder) as entries:
                for entry in entries:
                    name = f"{folder}/{entry.name}" if folder else entry.name
                    if entry.is_symlink():
                        is_folder = os.path.isdir(entry.path)
                        detail = "A link to a folder is not followed. Put the folder itself into the landing folder."
                        found.append(_Landed(name, is_folder, Refusal("outside_landing", detail) if is_folder else None))
                    elif not entry.is_dir(follow_symlinks=False):
                        found.append(_Landed(name))
                    elif enter(name):
                        folders.append(name)
        except OSError as error:
            if not folder:
                raise
            found.append(_Landed(folder, True, _unreadable(error)))
    return sorted(found, key=lambda landed: landed.name)


def _unfinished(name: str) -> Refusal | None:
    """Names that transfer tools, browsers and editors give to files they have not finished."""
    last = name.rsplit("/", 1)[-1]
    if last.startswith((".", "~$")) or last.lower().endswith(UNFINISHED_SUFFIXES):
        return Refusal(
            "still_being_written",
            "A hidden file, a lock file or a suffix such as .part means that it is unfinished. Rename it when done.",
        )
    return None


def _unsafe(name: str) -> Refusal | None:
    """Names that could mean another path or another line to a program that handles them less carefully."""
    decoded = unquote(name)
    odd = any(unicodedata.category(character) in ("Cc", "Cs") for character in decoded)
    if odd or "\\" in decoded or decoded.count("/") != name.count("/") or ".." in decoded.split("/"):
        return Refusal(
            "unsafe_name",
            "The name holds a control character, bytes that are no text, a backslash or a way upwards. Rename it.",
        )
    return None


def _printable(name: str) -> str:
    return "".join(character if character.isprintable() else character.encode("unicode_escape").decode() for character in name)


def _refuse_outside(path: Path, landing: Path) -> None:
    if not os.path.realpath(path).startswith(os.path.realpath(landing) + os.sep):
        raise Refusal("outside_landing", "The link leads out of the landing folder. Put the file itself into the landing folder.")


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[tuple[int, dict[str, int]]]:
    """Open a landed file for reading, unless it is no regular file or somebody writes to it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe must not make us wait
    except OSError as error:
        raise _unreadable(error) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Refusal("unreadable", "This is no regular file. Remove it from the landing folder.")
        if _is_being_written(descriptor):
            raise Refusal("still_being_written", _STILL_CHANGING)
        yield descriptor, _signature(status)
    finally:
        os.close(descriptor)


def _unreadable(error: OSError) -> Refusal:
    return Refusal("unreadable", f"{error.strerror}. Let the user who runs opsfacts read it.")


def _signature(status: os.stat_result) -> dict[str, int]:
    return {
        "size_bytes": status.st_size,
        "mtime_ns": status.st_mtime_ns,
        "ctime_ns": status.st_ctime_ns,
        "inode": status.st_ino,
    }


def _is_being_written(descriptor: int) -> bool:
    """Whether a process has the file open for writing: the kernel then denies a read lease.

    Where leases are not to be had (another owner's file, some network file systems) only the comparison of size and
    times before and after reading is left.
    """
    try:
        # Should a writer come in the instant that the lease is held, the signal about it must be one that is ignored.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    return False


def _refuse_moving(path: Path, descriptor: int, signature: Mapping[str, int]) -> None:
    """Refuse a file that changed, or was replaced, while it was read: half of it may be old."""
    try:
        moving = _signature(os.stat(path)) != signature
    except OSError:
        moving = True
    if moving or _signature(os.fstat(descriptor)) != signature or _is_being_written(descriptor):
        raise Refusal("still_being_written", _STILL_CHANGING)


# ---------------------------------------------------------------- ledger and folders


def _read_entry(path: Path) -> Entry:
    return json.loads(path.read_text(encoding="utf-8"))


def _duplicate_of(name: str) -> Entry:
    detail = f"Its content is that of {name}, which is loaded. Nothing is missing."
    counts = {"row_count": None, "raw_count": 0, "quarantined_count": 0, "raw_stem": None}
    return {"status": "duplicate", "reason": "duplicate_content", "detail": detail, **counts}


def _rank(name: str) -> tuple[datetime, str]:
    """The order of landed files, as `stage` has it: the time in the name, then the name."""
    return stamp_in_name(name) or datetime.min, name


def _key(name: str, sha256: str | None) -> str:
    """File name of a ledger entry: another content under the same name is another file."""
    return hashlib.sha256(f"{name}\0{sha256 or ''}".encode()).hexdigest()[:32]


def _refused(refusal: Refusal) -> Entry:
    return {"status": "refused", "reason": refusal.reason, "detail": refusal.detail}


def _declaration(feed: Feed | None) -> str | None:
    """Hash of what decides which rows a landed file gives; files are read again when it changes."""
    if feed is None:
        return None
    forms = [
        [form.delivery, form.files, form.format, form.encodings, sorted(form.header_aliases.items()), form.records_at]
        for form in feed.forms
    ]
    records = [[record.name, record.types, record.columns, record.key] for record in feed.records.values()]
    as_json = sorted(name for name, kind in feed.types.items() if kind == "json")
    columns = [feed.required_columns, feed.raw_columns, as_json]
    settings = [READER_VERSION, forms, records, columns]
    return hashlib.sha256(json.dumps(settings).encode()).hexdigest()[:16]


@contextlib.contextmanager
def _locked(folder: Path, wait: bool = True) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _spool_folder(parent: Path) -> Iterator[Path]:
    """A private folder for temporary files. Those of dead processes are removed: a living one locks its own."""
    parent.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as own:
        with _locked(parent):
            for stale in parent.iterdir():
                with contextlib.suppress(BlockingIOError), _locked(stale, wait=False):
                    shutil.rmtree(stale, ignore_errors=True)
            spool = Path(tempfile.mkdtemp(dir=parent))
            own.enter_context(_locked(spool))
        try:
            yield spool
        finally:
            shutil.rmtree(spool, ignore_errors=True)
