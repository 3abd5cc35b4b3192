"""Facts do not depend on how files came: in which order, in how many runs, cut into parts, or again under another name."""

from __future__ import annotations

import csv
import gzip
import io
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from facts import FILE, LOADING, CompiledProject
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orchestration.feeds import LINEAGE, Feed, claimants, load_feeds, stamp_in_name
from orchestration.ingest import ingest_feed
from orchestration.workspace import PROJECT_ROOT, Workspace

EXAMPLES = PROJECT_ROOT / "seeds" / "examples"
FIRST_RUN = datetime(2026, 5, 1)
# Written by hand, quirk by quirk; the generated logs are large and have one file each.
LARGE = ("sap_event_log", "servicenow/incident_event_log", "reviews_", "moderation_labels", "takedowns")

FEEDS = load_feeds()


def landed_files() -> list[str]:
    names = sorted(str(path.relative_to(EXAMPLES)) for path in EXAMPLES.rglob("*") if path.is_file())
    return [name for name in names if not name.startswith(LARGE) and claimants(name, FEEDS.values())]


def feed_of(name: str) -> Feed:
    return FEEDS[claimants(name, FEEDS.values())[0]]


@pytest.fixture(scope="module")
def project(examples_home: Path) -> CompiledProject:
    return CompiledProject(examples_home)


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
    return {name: (EXAMPLES / name).read_bytes() for name in landed_files()}


@pytest.fixture(scope="module")
def at_once(empty_lake: Path, files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a lake into which all files came at once."""
    return loaded(empty_lake, tmp_path_factory.mktemp("at_once"), [files])


@pytest.fixture(scope="module")
def expected(project: CompiledProject, at_once: Path) -> dict[str, Counter[tuple]]:
    """The facts when all files come at once."""
    found = project.facts(at_once, without=FILE)
    assert sum(bool(rows) for rows in found.values()) >= 35, "most facts have rows, or the comparison would show nothing"
    return found


def differences(one: dict[str, Counter[tuple]], other: dict[str, Counter[tuple]]) -> dict[str, list[tuple]]:
    return {
        table: [*(one[table] - other[table]), *(other[table] - one[table])][:4] for table in one if one[table] != other[table]
    }


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


@pytest.fixture(scope="module")
def parts_of(files: dict[str, bytes]) -> dict[str, dict[str, bytes]]:
    """The parts of each file that can be cut."""
    found = {name: dict(parts(name, files[name], feed_of(name))) for name in files if can_be_cut(name, feed_of(name))}
    return {name: pieces for name, pieces in found.items() if pieces and all(feed_of(name).claims(part) for part in pieces)}


def copy_of(name: str) -> str:
    """Another name for the same file, where its feed takes one."""
    stem, dot, suffix = name.rpartition(".")
    copy = f"{stem}.copy{dot}{suffix}"
    return copy if feed_of(name).claims(copy) else name


def test_newest_first(
    project: CompiledProject, empty_lake: Path, files: dict[str, bytes], expected: dict, tmp_path: Path
) -> None:
    """Each later run brings what is older."""
    names = sorted(files, key=lambda name: stamp_in_name(name) or datetime.min, reverse=True)
    size = len(names) // 5 + 1
    runs = [{name: files[name] for name in names[start : start + size]} for start in range(0, len(names), size)]
    assert differences(expected, project.facts(loaded(empty_lake, tmp_path, runs), without=FILE)) == {}


def test_cut_into_parts(
    project: CompiledProject, empty_lake: Path, files: dict[str, bytes], parts_of: dict, expected: dict, tmp_path: Path
) -> None:
    landed = {part: piece for name in files for part, piece in parts_of.get(name, {name: files[name]}).items()}
    assert len({feed_of(name).name for name in parts_of}) >= 40
    assert differences(expected, project.facts(loaded(empty_lake, tmp_path, [landed]), without=FILE)) == {}


def test_sent_again(project: CompiledProject, empty_lake: Path, files: dict[str, bytes], expected: dict, tmp_path: Path) -> None:
    """Under the same name in a second run, and as a copy of another name."""
    copies = {copy_of(name): content for name, content in files.items() if copy_of(name) != name}
    assert len(copies) >= 100
    home = loaded(empty_lake, tmp_path, [files, files, copies])
    assert differences(expected, project.facts(home, without=FILE)) == {}


@st.composite
def arrivals(draw: st.DrawFn, names: Sequence[str], parts_of: dict[str, dict[str, bytes]]) -> list[dict[str, str]]:
    """Runs that bring all files in any order, each whole or in parts, once or again under its own or another name.

    Of each run: the names that land, with the file or part whose content they have.
    """
    pieces = [piece for name in names for piece in (parts_of[name] if name in parts_of and draw(st.booleans()) else [name])]
    order = draw(st.permutations(pieces + [piece for piece in pieces if draw(st.booleans())]))
    ends = draw(st.sets(st.integers(1, len(order) - 1), min_size=1, max_size=5))
    runs: list[dict[str, str]] = []
    for start, end in pairwise([0, *sorted(ends), len(order)]):
        came = {name for run in runs for name in run}
        runs.append({copy_of(piece) if piece in came else piece: piece for piece in order[start:end]})
    return runs


def check_arrivals(max_examples: int) -> settings:
    """The same examples each time. An example takes seconds, too long to look for a smaller one that fails as well."""
    return settings(
        max_examples=max_examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example, HealthCheck.data_too_large],
    )


@pytest.mark.parametrize("examples", [3, pytest.param(40, marks=pytest.mark.slow)])
def test_in_any_order_and_any_number_of_runs_in_parts_and_again(
    project: CompiledProject,
    empty_lake: Path,
    files: dict[str, bytes],
    parts_of: dict[str, dict[str, bytes]],
    expected: dict,
    tmp_path_factory: pytest.TempPathFactory,
    examples: int,
) -> None:
    contents = files | {part: piece for pieces in parts_of.values() for part, piece in pieces.items()}

    @check_arrivals(examples)
    @given(arrivals(sorted(files), parts_of))
    def check(runs: list[dict[str, str]]) -> None:
        place = tmp_path_factory.mktemp("arrivals")
        landed = [{name: contents[piece] for name, piece in run.items()} for run in runs]
        assert differences(expected, project.facts(loaded(empty_lake, place, landed), without=FILE)) == {}
        shutil.rmtree(place)

    check()


def test_a_second_run_over_the_same_files_changes_no_byte_of_the_facts(
    project: CompiledProject, empty_lake: Path, files: dict[str, bytes], at_once: Path, tmp_path: Path
) -> None:
    once = project.facts(at_once, without=())
    twice = project.facts(loaded(empty_lake, tmp_path, [files, files]), without=())
    assert differences(once, twice) == {}
    assert LOADING <= FILE
