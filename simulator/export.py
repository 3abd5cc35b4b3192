"""How a system's files come out of the world: in windows of days, overlapping, late and repeated, each in its own format."""

from __future__ import annotations

import gzip
import io
import math
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from simulator.engine import World, spelled_out

# How often an export goes wrong in the ways that exports go wrong, per file.
OVERLAP_RATE = 0.10  # the file starts a window too early
LATE_RATE = 0.05  # the file of a window is written after the next one's
REPEAT_RATE = 0.03  # the file is delivered again, under another name
PAGE_DAYS = 600.0  # the days of a company of scale 1 whose documents fit on one page
Writer = Callable[[World, str, Path], int]


@dataclass(frozen=True)
class Export:
    """One feed of one system.

    `query` selects, in a total order, what the system shows at the moment $until of what changed since $since (UTC; $since is
    included, $until is not); for a snapshot and for the first file $since is the beginning of time. Where rows are long or nested,
    it selects those of one page alone, from $from (included; of the first page the beginning of time) to $to (not): a larger
    company has more pages, so that memory does not grow with it. `path` lies below the landing folder; {until} in it is the moment
    of the export, with a format as in {until:%Y%m%d}. `quirks` names what can happen to files of this feed without changing what is
    true: `overlap` and `late` need a key and an update stamp, `repeat` needs nothing.
    """

    feed: str
    path: str
    query: str
    write: Writer
    every: int = 7
    snapshot: bool = False
    quirks: frozenset[str] = frozenset()

    def files(self, world: World) -> Iterable[tuple[Path, datetime, datetime]]:
        """Name, beginning and end of the window of each file."""
        windows = [
            (datetime(1, 1, 1) if self.snapshot or n == 0 else since, until)
            for n, (since, until) in enumerate(world.days(self.every))
        ]
        stamps = [until for _, until in windows]
        for number in range(len(windows)):
            if "late" in self.quirks and number + 1 < len(windows) and self._happens(world, LATE_RATE, "late", number):
                stamps[number], stamps[number + 1] = stamps[number + 1], stamps[number] + timedelta(minutes=30)
        for number, (since, until) in enumerate(windows):
            if "overlap" in self.quirks and number and self._happens(world, OVERLAP_RATE, "overlap", number):
                since = windows[number - 1][0]
            yield Path(self.path.format(until=stamps[number])), since, until

    def _happens(self, world: World, rate: float, quirk: str, number: int) -> bool:
        return world.run("select chance(?, ?, ?)", rate, f"{quirk} {self.feed}", number).fetchone()[0]

    def run(self, world: World, landing: Path) -> int:
        """Write the files of this feed; returns how many rows they hold."""
        rows = 0
        for number, (name, since, until) in enumerate(self.files(world)):
            repeats = "repeat" in self.quirks and self._happens(world, REPEAT_RATE, "repeat", number)
            for page, (first, last) in enumerate(self._pages(world, since, until), 1):
                path = landing / (name if page == 1 else _renamed(name, f"_page{page}"))
                if path.exists():
                    raise ValueError(f"{self.feed}: two files of the name {name}; its path needs {{until}} in enough detail")
                path.parent.mkdir(parents=True, exist_ok=True)
                moments = {"since": since, "until": until, "from": first, "to": last}
                count = self.write(world, spelled_out(self.query, **moments), path)
                if count == 0:
                    path.unlink(missing_ok=True)
                elif repeats:
                    shutil.copyfile(path, _renamed(path, "_copy"))
                rows += count
        return rows

    def _pages(self, world: World, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
        earliest = max(since, world.parameters.starts_at - timedelta(days=30))  # what is older is on the first page
        count = math.ceil(world.parameters.scale * (until - earliest).days / PAGE_DAYS) if "$from" in self.query else 1
        cuts = [earliest + (until - earliest) * page / count for page in range(1, count)]
        return list(zip([datetime.min, *cuts], [*cuts, until], strict=True))


def on_page(stamp: str) -> str:
    """The rows of a page whose stamp changed since $since, as SQL."""
    return f"{stamp} >= greatest($since, $from) and {stamp} < $to"


def _renamed(path: Path, suffix: str) -> Path:
    stem, dot, extension = path.name.partition(".")
    return path.with_name(f"{stem}{suffix}{dot}{extension}")


def csv(*, delimiter: str = ",", options: str = "", encoding: str = "utf-8") -> Writer:
    """A CSV file with a header; null is empty. `options` are further options of DuckDB's COPY."""

    def write(world: World, query: str, path: Path) -> int:
        return _copy(
            world, query, path, f"format csv, header, delimiter '{delimiter}' {', ' + options if options else ''}", encoding
        )

    return write


def jsonl() -> Writer:
    """One JSON object per line; a struct is an object, a list an array, null is null."""

    def write(world: World, query: str, path: Path) -> int:
        return _copy(world, query, path, "format json")

    return write


def json_page(before: str = "[", after: str = "]") -> Writer:
    """One JSON document: the rows as an array between what stands before and after it, as in `{"list": [` and `]}`."""

    def write(world: World, query: str, path: Path) -> int:
        lines = path.with_name(path.name + ".rows")
        count = _copy(world, query, lines, "format json")
        with lines.open("rb") as rows, _open(path) as page:
            page.write(before.encode())
            for number, row in enumerate(rows):
                page.write((b",\n" if number else b"\n") + row.rstrip(b"\n"))
            page.write(b"\n" + after.encode() + b"\n")
        lines.unlink()
        return count

    return write


def lines(*, before: str = "", encoding: str = "utf-8") -> Writer:
    """The texts of the query's only column, a line each, after the text `before`: for formats that only SQL can spell."""

    def write(world: World, query: str, path: Path) -> int:
        return _copy(world, query, path, "format csv, header false, quote '', escape '', delimiter ''", encoding, before)

    return write


def _copy(world: World, query: str, path: Path, options: str, encoding: str = "utf-8", before: str = "") -> int:
    compressed = path.suffix == ".gz"
    plain = encoding == "utf-8" and not before
    target = path if plain else path.with_name(path.name + ".utf8")
    count = world.run(
        f"copy ({query}) to '{target}' ({options}{', compression gzip' if plain and compressed else ''})"
    ).fetchone()[0]
    if not plain:
        with target.open(encoding="utf-8", newline="") as source, io.TextIOWrapper(_open(path), encoding, newline="") as out:
            out.write(before)
            shutil.copyfileobj(source, out)
        target.unlink()
    return count


def _open(path: Path):
    return gzip.GzipFile(path, "wb", mtime=0) if path.suffix == ".gz" else path.open("wb")
