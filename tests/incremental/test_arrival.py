"""Facts do not depend on how files came: in which order, in how many runs, cut into parts, or again under another name."""

from __future__ import annotations

import csv
import gzip
import io
import random
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from facts import FILE, LOADING, CompiledProject

from orchestration.feeds import LINEAGE, Feed, claimants, load_feeds, stamp_in_name
from orchestration.ingest import ingest_feed
from orchestration.workspace import PROJECT_ROOT, Workspace

DEMO = PROJECT_ROOT / "seeds" / "demo"
FIRST_RUN = datetime(2026, 5, 1)
# Written by hand, quirk by quirk; the generated logs are large and have one file each.
LARGE = ("sap_event_log", "servicenow/incident_event_log", "reviews_", "moderation_labels", "takedowns")
ORDERS = 4

FEEDS = load_feeds()


def landed_files() -> list[str]:
    names = sorted(str(path.relative_to(DEMO)) for path in DEMO.rglob("*") if path.is_file())
    return [name for name in names if not name.startswith(LARGE) and claimants(name, FEEDS.values())]


def feed_of(name: str) -> Feed:
    return FEEDS[claimants(name, FEEDS.values())[0]]


@pytest.fixture(scope="module")
def project(demo_home: Path) -> CompiledProject:
    return CompiledProject(demo_home)


@pytest.fixture(scope="module")
def empty_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake in which every feed has its columns and no file."""
    home = tmp_path_factory.mktemp("empty")
    (home / "landing").mkdir()
    for feed in FEEDS.values():
        ingest_feed(Workspace(home / "home", home / "landing"), feed, FIRST_RUN)
    return home / "home"


def loaded(empty_lake: Path, place: Path, runs: Sequence[dict[str, bytes]]) -> Path:
    """The home of a lake into which one run after another took its files."""
    shutil.copytree(empty_lake, place / "home")
    (place / "home" / "landing.json").unlink()
    workspace = Workspace(place / "home", place / "landing")
    for number, files in enumerate(runs):
        for name, content in files.items():
            path = workspace.landing / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for feed in sorted({feed_of(name).name for name in files}):
            result = ingest_feed(workspace, FEEDS[feed], FIRST_RUN + timedelta(days=number))
            assert result.refused == 0, [(e["file_name"], e["detail"]) for e in result.entries if e["status"] == "refused"]
    return workspace.home


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {name: (DEMO / name).read_bytes() for name in landed_files()}


@pytest.fixture(scope="module")
def expected(
    project: CompiledProject, empty_lake: Path, files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Counter[tuple]]:
    """The facts when all files come at once."""
    found = project.facts(loaded(empty_lake, tmp_path_factory.mktemp("at_once"), [files]), without=FILE)
    assert sum(bool(rows) for rows in found.values()) >= 35, "most facts have rows, or the comparison would show nothing"
    return found


def differences(one: dict[str, Counter[tuple]], other: dict[str, Counter[tuple]]) -> dict[str, list[tuple]]:
    return {
        table: [*(one[table] - other[table]), *(other[table] - one[table])][:4] for table in one if one[table] != other[table]
    }


@pytest.mark.parametrize("seed", range(ORDERS))
def test_in_any_order_and_any_number_of_runs(
    project: CompiledProject, empty_lake: Path, files: dict[str, bytes], expected: dict, tmp_path: Path, seed: int
) -> None:
    """The last order sends the newest files first, so that each later run brings what is older."""
    names = sorted(files, key=lambda name: stamp_in_name(name) or datetime.min, reverse=True)
    if seed < ORDERS - 1:
        random.Random(seed).shuffle(names)
    size = len(names) // (seed + 2) + 1
    runs = [{name: files[name] for name in names[start : start + size]} for start in range(0, len(names), size)]
    assert differences(expected, project.facts(loaded(empty_lake, tmp_path, runs), without=FILE)) == {}


def parts(name: str, content: bytes, feed: Feed) -> Iterator[tuple[str, bytes]]:
    """The file cut after its first, and after its second third of records, each part with the header."""
    text = gzip.decompress(content) if name.endswith(".gz") else content
    stem, dot, suffix = name.removesuffix(".gz").rpartition(".")
    if feed.delivery_of(name).format == "jsonl":
        header, records = b"", [line for line in text.splitlines(keepends=True) if line.strip()]
    else:
        decoded = text.decode("utf-8-sig")
        lines = io.StringIO(decoded, newline="")
        ends = [0]
        reader = csv.reader(lines, delimiter=";" if decoded.splitlines()[0].count(";") > 2 else ",")
        pieces = decoded.splitlines(keepends=True)
        for _ in reader:
            ends.append(reader.line_num)
        records = ["".join(pieces[a:b]).encode() for a, b in zip(ends, ends[1:], strict=False)]
        header, records = records[0], records[1:]
    third = max(1, len(records) // 3)
    for number, cut in enumerate((records[:third], records[third : 2 * third], records[2 * third :]), 1):
        if cut:
            yield f"{stem}.part{number}{dot}{suffix}", header + b"".join(cut)


def can_be_cut(name: str, feed: Feed) -> bool:
    """Plain tables that say by their keys, and not by file and row, what is the same."""
    form = feed.delivery_of(name)
    is_plain = form.format in ("csv", "repeated_header_csv", "jsonl") and set(form.encodings) == {"utf-8"}
    keys_are_native = not set(LINEAGE) & set(feed.key)
    return is_plain and keys_are_native and (not feed.is_snapshot or stamp_in_name(name) is not None)


def test_cut_into_parts(
    project: CompiledProject, empty_lake: Path, files: dict[str, bytes], expected: dict, tmp_path: Path
) -> None:
    landed: dict[str, bytes] = {}
    cut = set()
    for name, content in files.items():
        feed = feed_of(name)
        pieces = dict(parts(name, content, feed)) if can_be_cut(name, feed) else {}
        if pieces and all(feed.claims(part) for part in pieces):
            landed |= pieces
            cut.add(feed.name)
        else:
            landed[name] = content
    assert len(cut) >= 40
    assert differences(expected, project.facts(loaded(empty_lake, tmp_path, [landed]), without=FILE)) == {}


def test_sent_again(project: CompiledProject, empty_lake: Path, files: dict[str, bytes], expected: dict, tmp_path: Path) -> None:
    """Under the same name in a second run, and as a copy of another name."""
    copies = {}
    for name, content in files.items():
        stem, dot, suffix = name.rpartition(".")
        copy = f"{stem}.copy{dot}{suffix}"
        if feed_of(name).claims(copy):
            copies[copy] = content
    assert len(copies) >= 100
    home = loaded(empty_lake, tmp_path, [files, files, copies])
    assert differences(expected, project.facts(home, without=FILE)) == {}


def test_a_second_run_over_the_same_files_changes_no_byte_of_the_facts(
    project: CompiledProject, empty_lake: Path, files: dict[str, bytes], tmp_path: Path
) -> None:
    once = project.facts(loaded(empty_lake, tmp_path / "once", [files]), without=())
    twice = project.facts(loaded(empty_lake, tmp_path / "twice", [files, files]), without=())
    assert differences(once, twice) == {}
    assert LOADING <= FILE
