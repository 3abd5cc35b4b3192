"""From the bytes of one landed file to Parquet: decode, count, parse as text, keep what does not parse.

Every file is first rewritten once, as UTF-8 with plain line feeds and without its header, into a private spool file,
and its records are counted on the way, apart from any parser. A file that keeps the CSV grammar is then read by
DuckDB; one that DuckDB refuses, or whose count differs, is read record by record, and the records that break a rule
go to quarantine. Both readers give the same rows: every value is text, and an empty field, quoted or not, is NULL.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import hashlib
import io
import json
import os
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy

from orchestration.feeds import LINEAGE, Feed

if TYPE_CHECKING:
    import pyarrow

CHUNK = 1 << 20
LONGEST_HEADER = 1 << 20
BATCH_ROWS = 20_000
BATCH_CHARACTERS = 1 << 25
DELIMITERS = (",", ";", "\t", "|")
GZIP = b"\x1f\x8b"
BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
OTHER_FORMATS = {
    b"PK\x03\x04": "a zip archive or Excel workbook",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"PAR1": "a Parquet file",
    b"SQLite format 3": "a database",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"7z\xbc\xaf": "a 7z archive",
}
QUOTE, LINE_FEED = 0x22, 0x0A

csv.field_size_limit(1 << 26)

Progress = Callable[[str], None]


class Refusal(Exception):
    """The whole file is refused: a reason code, what was found, and what to do about it."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass
class Spool:
    """A landed file as the readers want it, and what was learned while rewriting it."""

    path: Path
    file_sha256: str = ""
    content_sha256: str = ""
    encoding: str | None = None
    line_ending: str | None = None
    delimiter: str | None = None
    header: list[str] | None = None
    columns: list[str] = field(default_factory=list)
    header_lines: int = 0
    record_count: int = 0
    is_plain: bool = True
    """Whether quotes keep the CSV grammar and fields are as many as they should be, so that DuckDB may read it."""


@dataclass(frozen=True)
class Lineage:
    """The values that every raw and quarantined row of one file carries."""

    feed: str
    file_sha256: str
    file_name: str
    loaded_at: datetime


# ---------------------------------------------------------------- spooling


def spool_file(descriptor: int, feed: Feed, catalog: Callable[[], Mapping[str, Feed]], spool: Spool) -> None:
    """Rewrite an open landed file into `spool.path` and note what was learned on the way, also when it is refused.

    Line ends become line feeds everywhere, also inside quoted fields: CR LF and lone CR are how systems end lines,
    and inside a text they mean a line end, too.
    """
    undecodable = []
    encodings = list(feed.encodings)
    while encodings:
        try:
            with _received(descriptor, spool) as received:
                _spool_text(received.content(), encodings, feed, catalog, spool)
            return
        except _Undecodable as error:
            undecodable.append(f"byte {error.offset} is not valid {error.encoding}")
            encodings = encodings[1:]
    spool.encoding = None
    raise Refusal(
        "undecodable", f"{'; '.join(undecodable)}. Export as UTF-8, or declare the encoding in `encodings` of the feed."
    )


def hash_file(descriptor: int, spool: Spool) -> None:
    """Note only the hashes and the size of an open landed file."""
    with _received(descriptor, spool):
        pass


@contextlib.contextmanager
def _received(descriptor: int, spool: Spool) -> Iterator[_Received]:
    """The bytes of a landed file. All are hashed, whatever stops the reading: the ledger names the file by its hash."""
    received = _Received(descriptor)
    try:
        yield received
    finally:
        received.drain()
        spool.file_sha256, spool.content_sha256 = received.file_sha256, received.content_sha256


class _Undecodable(Exception):
    def __init__(self, encoding: str, offset: int) -> None:
        super().__init__(encoding)
        self.encoding = encoding
        self.offset = offset


class _Received:
    """The bytes of a landed file, hashed as received and, where they are gzipped, hashed again as expanded."""

    def __init__(self, descriptor: int) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        self._descriptor = descriptor
        self._received = hashlib.sha256()
        self._expanded: Any = None

    @property
    def file_sha256(self) -> str:
        return self._received.hexdigest()

    @property
    def content_sha256(self) -> str:
        return (self._expanded or self._received).hexdigest()

    def drain(self) -> None:
        """Hash what was left unread."""
        for _ in self._chunks():
            pass

    def _chunks(self) -> Iterator[bytes]:
        while True:
            try:
                chunk = os.read(self._descriptor, CHUNK)
            except OSError as error:
                raise Refusal("unreadable", f"{error.strerror}. Check the disk, and land the file again.") from None
            if not chunk:
                return
            self._received.update(chunk)
            yield chunk

    def content(self) -> Iterator[bytes]:
        """The content, expanded where the bytes, whatever the file's name, are gzip."""
        chunks = self._chunks()
        first = next(chunks, b"")
        if not first.startswith(GZIP):
            if first:
                yield first
            yield from chunks
            return
        self._expanded = hashlib.sha256()
        member, pending = zlib.decompressobj(wbits=31), first
        while True:
            if not pending:
                pending = next(chunks, b"")
                if not pending:
                    break
            if member.eof:  # gzip members may follow one another, and be padded with zero bytes
                pending = pending.lstrip(b"\0")
                if not pending:
                    continue
                member = zlib.decompressobj(wbits=31)
            try:
                expanded = member.decompress(pending, CHUNK)
            except zlib.error as error:
                raise Refusal("corrupt_gzip", f"The compressed data is damaged ({error}). Send the file again.") from None
            pending = member.unused_data if member.eof else member.unconsumed_tail
            if expanded:
                self._expanded.update(expanded)
                yield expanded
        if not member.eof:
            raise Refusal("truncated_gzip", "The compressed data ends before its end mark. Send the file again.")


class _Counter:
    """Counts, in the normalised bytes, records and delimiters outside quotes; a line feed after another ends no record.

    Exact as long as quotes keep the CSV grammar; `stray` tells when they do not: an opening quote that does not begin a
    field, or a closing one that does not end it.
    """

    def __init__(self, delimiter: str | None) -> None:
        self.records = 0
        self.delimiters = 0
        self.stray = False
        self.inside = False
        self.opened_on_line = 0
        self._delimiter = delimiter.encode() if delimiter else b""
        self._around = numpy.zeros(256, bool)  # bytes that may stand before an opening or after a closing quote
        self._around[[QUOTE, LINE_FEED, *self._delimiter]] = True
        self._last = LINE_FEED
        self._last_closed = False
        self._lines = 0

    def add(self, chunk: bytes) -> None:
        if not chunk:
            return
        if self._delimiter and (self.inside or self._last_closed or b'"' in chunk):
            self._add_quoted(numpy.frombuffer(chunk, numpy.uint8))
        else:
            lines = chunk.count(b"\n")
            blank = len(re.findall(b"\n(?=\n)", chunk)) if b"\n\n" in chunk else 0
            self.records += lines - blank - (self._last == LINE_FEED and chunk[0] == LINE_FEED)
            self.delimiters += chunk.count(self._delimiter) if self._delimiter else 0
            self._lines += lines
        self._last = chunk[-1]

    def _add_quoted(self, data: numpy.ndarray) -> None:
        quotes = numpy.flatnonzero(data == QUOTE)
        stretches = numpy.diff(quotes, prepend=0, append=len(data))  # between the quotes, by turns outside and inside
        outside = numpy.repeat((numpy.arange(len(stretches)) + self.inside) % 2 == 0, stretches)
        opening = quotes[int(self.inside) :: 2]
        closing = quotes[1 - int(self.inside) :: 2]
        before = numpy.where(opening > 0, data[opening - 1], self._last)
        after = data[closing[closing < len(data) - 1] + 1]
        self.stray |= not (self._around[before].all() and self._around[after].all())
        self.stray |= self._last_closed and not self._around[data[0]]

        feeds = numpy.flatnonzero(data == LINE_FEED)
        ends = feeds[outside[feeds]]
        blank = numpy.where(ends > 0, data[ends - 1], self._last) == LINE_FEED
        self.records += len(ends) - int(blank.sum())
        self.delimiters += int(numpy.count_nonzero((data == self._delimiter[0]) & outside))
        if len(opening):
            self.opened_on_line = self._lines + int(numpy.searchsorted(feeds, opening[-1])) + 1
        self._lines += len(feeds)
        self._last_closed = bool(len(closing)) and closing[-1] == len(data) - 1
        self.inside = not outside[-1]

    def finish(self) -> None:
        """Count a last record that no line feed ends."""
        if self._last != LINE_FEED or self.inside:
            self.records += 1


def _spool_text(
    content: Iterator[bytes], encodings: list[str], feed: Feed, catalog: Callable[[], Mapping[str, Feed]], spool: Spool
) -> None:
    text = _text(content, encodings, feed.format, spool)
    head = b""
    if feed.format == "csv":
        head = _take_header(text, feed, catalog, spool)
    counter = _Counter(spool.delimiter)
    with open(spool.path, "wb") as body:
        while head is not None:
            counter.add(head)
            body.write(head)
            head = next(text, None)
    counter.finish()
    spool.record_count = counter.records
    if counter.records == 0:
        if feed.format == "csv":
            raise Refusal("header_only", "The file has a header and no record. Check the filter of the export.")
        raise Refusal("empty_file", "The file has no record. Check the export.")
    # DuckDB takes any number of empty fields too many at the end of a record for none, also in its strict mode.
    spool.is_plain = not counter.stray and counter.delimiters == counter.records * max(len(spool.columns) - 1, 0)
    if counter.stray:
        spool.record_count = _count_with_stray_quotes(spool)
    elif counter.inside:
        raise _unbalanced(spool.header_lines + counter.opened_on_line)


def _unbalanced(line: int) -> Refusal:
    return Refusal(
        "unbalanced_quotes",
        f"A quoted field that opens on or before line {line} does not close properly, so where the next records begin "
        "is unknown. Export again with quotes inside a field doubled.",
    )


def _text(content: Iterator[bytes], encodings: list[str], format: str, spool: Spool) -> Iterator[bytes]:
    """UTF-8 with line feeds as the only line ends."""
    first = next(content, b"")
    for magic, what in OTHER_FORMATS.items():
        if first.startswith(magic):
            raise Refusal(f"not_{format}", f"This is {what}. Export the table as text.")
    encoding = encodings[0]
    for mark, marked in BYTE_ORDER_MARKS.items():
        if first.startswith(mark):
            first, encoding = first[len(mark) :], marked
            encodings[:] = [marked]
            break
    spool.encoding = encoding
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    is_utf8 = codecs.lookup(encoding).name == "utf-8"
    endings = {"crlf": 0, "cr": 0, "lf": 0}
    lines = offset = 0
    held = b""  # a carriage return at the end of a chunk may be half of a line end
    chunk: bytes | None = first
    while chunk is not None:
        following = next(content, None)
        pending = decoder.getstate()[0]
        try:
            decoded = decoder.decode(chunk, final=following is None)
        except UnicodeDecodeError as error:
            raise _Undecodable(encoding, offset - len(pending) + error.start) from None
        offset += len(chunk)
        # UTF-8 passes as it came: decoding was the check, and a character cut in two here is whole again in the spool.
        text = held + (chunk if is_utf8 else decoded.encode("utf-8"))
        held = b""
        if b"\r" in text:
            if text.endswith(b"\r") and following is not None:
                text, held = text[:-1], b"\r"
            pairs = text.count(b"\r\n")
            endings["crlf"] += pairs
            endings["cr"] += text.count(b"\r") - pairs
            endings["lf"] += text.count(b"\n") - pairs
            text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        else:
            endings["lf"] += text.count(b"\n")
        if (position := text.find(b"\0")) >= 0:
            line = lines + text.count(b"\n", 0, position) + 1
            raise Refusal(
                "nul_bytes",
                f"There is a NUL byte on line {line}: the file is damaged, or UTF-16 without a byte order mark. "
                "Export again as UTF-8.",
            )
        lines += text.count(b"\n")
        found = [name for name, count in endings.items() if count]
        spool.line_ending = found[0] if len(found) == 1 else "mixed" if found else "none"
        if text:
            yield text
        chunk = following


# ---------------------------------------------------------------- header


def _take_header(text: Iterator[bytes], feed: Feed, catalog: Callable[[], Mapping[str, Feed]], spool: Spool) -> bytes | None:
    """Read the header record, hold it against the contract of the feed, and return what follows it in its chunk."""
    buffer = b""
    blank = 0
    end = -1
    for chunk in text:
        buffer += chunk
        stripped = buffer.lstrip(b"\n")
        blank += len(buffer) - len(stripped)
        buffer = stripped
        end = _record_end(buffer)
        if end >= 0 or len(buffer) > LONGEST_HEADER:
            break
    if not buffer.strip():
        raise Refusal("empty_file", "The file is empty. Check the export.")
    if end < 0 and b"\n" in buffer:
        raise _unbalanced(blank + 1)
    if len(buffer) > LONGEST_HEADER and end < 0:
        raise Refusal("not_csv", "There is no line end in the first megabyte. Export the table as delimited text.")
    record = buffer[:end] if end >= 0 else buffer
    spool.header_lines = blank + record.count(b"\n") + 1
    _read_header(record.decode("utf-8"), feed, catalog, spool)
    return buffer[end + 1 :] if end >= 0 else b""


def _record_end(buffer: bytes) -> int:
    end = buffer.find(b"\n")
    while end >= 0 and buffer.count(b'"', 0, end) % 2:
        end = buffer.find(b"\n", end + 1)
    return end


def _read_header(record: str, feed: Feed, catalog: Callable[[], Mapping[str, Feed]], spool: Spool) -> None:
    candidates = []
    for delimiter in DELIMITERS:
        try:
            cells = next(csv.reader(io.StringIO(record, newline="\n"), strict=True, delimiter=delimiter))
        except csv.Error:
            continue
        names = [feed.column_name(cell, position) for position, cell in enumerate(cells, 1)]
        candidates.append((len(set(names) & set(feed.columns)), len(cells), delimiter, cells, names))
    if not candidates:
        raise _unbalanced(spool.header_lines)
    known, _, delimiter, cells, names = max(candidates, key=lambda candidate: candidate[:2])
    if known:  # a line that knows no column may be data, and data does not belong in the ledger
        spool.delimiter, spool.header, spool.columns = delimiter, cells, names
    missing = [name for name in feed.required_columns if name not in names]
    unknown = [name for name in names if name not in feed.columns]
    if len(set(names)) == len(names) and not missing and not unknown:
        return

    if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", record):
        raise Refusal("not_csv", "The first line holds control characters: this is not a text file. Export as CSV.")
    if record.lstrip()[:1] in ("<", "{", "["):
        what = "HTML or XML, perhaps a login or error page" if record.lstrip()[0] == "<" else "JSON"
        raise Refusal("not_csv", f"This is {what}. Export the table as CSV.")
    others = [other.name for other in catalog().values() if other.name != feed.name and _fits(other, cells)]
    if others:
        raise Refusal(
            "wrong_table",
            f"The header is that of the feed {', '.join(others)}, not of {feed.name}. Give the file that feed's name.",
        )
    if not known and len(names) == 1 and len(feed.columns) > 1:
        raise Refusal("not_csv", "The first line is not a header: it has a single cell. Export the table as CSV.")
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise Refusal(
            "duplicate_header",
            f"Two headers lead to the column {_some(repeated)}. Remove one, or tell them apart in `header_aliases`.",
        )
    if not known:
        raise Refusal(
            "missing_columns",
            f"None of the {len(names)} cells of the first line is a column of {feed.name}; is the header missing? "
            f"The columns are {_some(feed.required_columns)}.",
        )
    addition = "Add them to `optional_columns` of the feed or map their headers in `header_aliases`."
    if missing:
        also = f" Unknown columns are there: {_some(unknown)}. {addition}" if unknown else " Export them too."
        raise Refusal("missing_columns", f"Columns are missing: {_some(missing)}.{also}")
    raise Refusal("unknown_columns", f"Columns are not declared: {_some(unknown)}. {addition}")


def _fits(feed: Feed, cells: list[str]) -> bool:
    names = {feed.column_name(cell, position) for position, cell in enumerate(cells, 1)}
    return feed.format == "csv" and set(feed.required_columns) <= names <= set(feed.columns)


def _some(names: Iterable[str]) -> str:
    names = [name[:60] for name in names]
    return ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")


# ---------------------------------------------------------------- counting where quotes stray


def _count_with_stray_quotes(spool: Spool) -> int:
    """Count records by the CSV grammar where a quote inside an unquoted field is text, line by line.

    A record with text after a closing quote is malformed. Where it lies on one line with an even number of quotes it is
    one record, for the quarantine. Otherwise it is unknown where it ends, and the file is refused.
    """
    delimiter = spool.delimiter.encode()
    records = 0
    inside = False
    first_line = 0
    with open(spool.path, "rb") as body:
        for number, line in enumerate(body, 1):
            line = line if line.endswith(b"\n") else line + b"\n"
            if not inside:
                if line == b"\n":
                    continue
                records += 1
                first_line = number
                if b'"' not in line:
                    continue
            position = 0
            while position < len(line):
                if inside:
                    quote = line.find(b'"', position)
                    if quote < 0:
                        break
                    after = line[quote + 1 : quote + 2]
                    if after != b'"':
                        inside = False
                        if after not in (delimiter, b"\n"):
                            if number > first_line or line.count(b'"') % 2:
                                raise _unbalanced(spool.header_lines + number)
                            break
                    position = quote + 2
                elif line[position] == QUOTE:
                    inside = True
                    position += 1
                else:
                    separator = line.find(delimiter, position)
                    if separator < 0:
                        break
                    position = separator + 1
    if inside:
        raise _unbalanced(spool.header_lines + first_line)
    return records


# ---------------------------------------------------------------- readers


def connect(temporary: Path) -> Any:
    """A DuckDB connection for this stage: small, without network, rows in the order of the file.

    One thread: a file is scanned in one piece, and with two the scan runs ahead of the Parquet writer, which costs more
    memory and processor time than it saves.
    """
    import duckdb

    return duckdb.connect(
        config={
            "memory_limit": "1GB",
            "threads": 1,
            "temp_directory": str(temporary),
            "preserve_insertion_order": True,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )


def read_with_duckdb(connection: Any, spool: Spool, feed: Feed, lineage: Lineage, raw: Path) -> bool:
    """Copy a CSV spool to Parquet inside DuckDB; false where DuckDB refuses it or counts differently.

    The file is scanned in one piece (`parallel = false`): row numbers need the order anyway, and the parallel scanner
    has guessed record boundaries wrongly in the past.
    """
    import duckdb

    if not spool.is_plain or _starts_with_byte_order_mark(spool.path):
        return False
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in spool.columns)
    selected = ", ".join(f'"{name}"' if name in spool.columns else f'NULL::VARCHAR AS "{name}"' for name in feed.columns)
    statement = f"""
        COPY (
            SELECT {selected}, {_literal(lineage.feed)} AS _feed, {_literal(lineage.file_sha256)} AS _file_sha256,
                {_literal(lineage.file_name)} AS _file_name, row_number() OVER () AS _row_number,
                TIMESTAMP {_literal(lineage.loaded_at.isoformat(" "))} AS _loaded_at
            FROM read_csv({_literal(str(spool.path))}, columns = {{{columns}}}, auto_detect = false, header = false,
                delim = {_literal(spool.delimiter)}, quote = '"', escape = '"', comment = '', nullstr = '',
                new_line = '\\n', strict_mode = true, null_padding = false, ignore_errors = false,
                parallel = false)
        ) TO {_literal(str(raw))} (FORMAT parquet, COMPRESSION zstd)"""
    try:
        return connection.execute(statement).fetchone()[0] == spool.record_count
    except duckdb.Error:
        return False


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _starts_with_byte_order_mark(path: Path) -> bool:
    with open(path, "rb") as body:
        return body.read(3) == codecs.BOM_UTF8


def read_carefully(
    spool: Spool, feed: Feed, lineage: Lineage, raw: Path, quarantine: Path, progress: Progress | None = None
) -> tuple[int, int]:
    """Read a spool record by record; returns how many records went to raw and how many to quarantine."""
    records = _csv_records(spool) if feed.format == "csv" else _json_records(spool, feed)
    good = _Table(raw, raw_schema(feed), lineage)
    bad = _Table(quarantine, quarantine_schema(), lineage)
    positions = {name: position for position, name in enumerate(spool.columns)}
    order = [positions.get(name) for name in feed.columns] if feed.format == "csv" else None
    in_order = order == list(range(len(feed.columns)))
    with good, bad:
        for number, size, values, problem in records:
            if problem:
                bad.add(list(problem), number, size)
            elif order is None or in_order:
                good.add(values, number, size)
            else:
                good.add([None if position is None else values[position] for position in order], number, size)
            if progress and number % 1_000_000 == 0:
                progress(f"{feed.name}: {lineage.file_name}: {number:,} records read one by one")
    if not bad.row_count:
        quarantine.unlink()
    return good.row_count, bad.row_count


Problem = tuple[int, str, str, str]
"""Line, reason, detail and text of a record that broke a rule."""

Record = tuple[int, int, list[str | None], Problem | None]
"""Position in the file from 1, characters, values, and what is wrong with it."""


def _csv_records(spool: Spool) -> Iterator[Record]:
    consumed: list[str] = []

    def lines(body: Iterable[str]) -> Iterator[str]:
        for line in body:
            consumed.append(line)
            yield line

    expected = len(spool.columns)
    with open(spool.path, encoding="utf-8", newline="\n") as body:
        reader = csv.reader(lines(body), delimiter=spool.delimiter, strict=True)
        number = 0
        next_line = spool.header_lines + 1
        while True:
            problem = None
            try:
                values = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                if len(consumed) != 1 or consumed[0].count('"') % 2:
                    raise _unbalanced(next_line) from None
                values = []
                problem = (next_line, "malformed_quotes", f"{error}.", consumed[0])
            else:
                if values and len(values) != expected:
                    detail = f"{len(values)} fields instead of {expected}."
                    problem = (next_line, "ragged_row", detail, "".join(consumed))
            next_line += len(consumed)
            size = sum(map(len, consumed))
            consumed.clear()
            if values or problem:  # a blank line is no record
                number += 1
                yield number, size, values, problem


class _BadRecord(Exception):
    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def _json_records(spool: Spool, feed: Feed) -> Iterator[Record]:
    parse = _json_parser(feed)
    seen_object = False
    number = 0
    with open(spool.path, encoding="utf-8", newline="\n") as body:
        for line_number, line in enumerate(body, 1):
            if line == "\n":
                continue
            number += 1
            problem = None
            values: list[str | None] = []
            try:
                values = parse(line)
                seen_object = True
            except _BadRecord as bad:
                seen_object = seen_object or bad.reason not in ("bad_json", "not_an_object")
                problem = (line_number, bad.reason, bad.detail, line)
            yield number, len(line), values, problem
    if not seen_object:
        raise Refusal("not_jsonl", "Not one line is a JSON object. Export one JSON object per line.")


def _json_parser(feed: Feed) -> Callable[[str], list[str | None]]:
    columns = feed.columns
    known = frozenset(columns)
    names: dict[str, str] = {}

    def parse(line: str) -> list[str | None]:
        if line.startswith("["):  # not parsed: it may be a whole table in one array
            raise _BadRecord("not_an_object", "The line is a JSON array.")
        try:
            # numbers stay as they were written: 1.10 is not 1.1, and a long id is not a float
            members = json.loads(line, object_pairs_hook=_Members, parse_float=str, parse_int=str, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise _BadRecord("bad_json", "The line is not valid JSON.") from None
        if not isinstance(members, _Members):
            raise _BadRecord("not_an_object", "The line is JSON, but not an object.")
        row: dict[str, str | None] = {}
        for key, value in members:
            column = names.get(key)
            if column is None:
                column = feed.column_name(key, len(row) + 1)
                if column not in known:
                    remedy = "Add it to `optional_columns` of the feed or map it in `header_aliases`."
                    raise _BadRecord("unknown_key", f"The key {column[:60]} is not declared. {remedy}")
                names[key] = column
            if column in row:
                raise _BadRecord("duplicate_key", f"Two keys lead to the column {column}.")
            row[column] = _json_text(column, value)
        if missing := [name for name in feed.required_columns if name not in row]:
            raise _BadRecord("missing_key", f"Keys are missing: {_some(missing)}.")
        return [row.get(name) for name in columns]

    return parse


def _json_text(column: str, value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):  # an object arrives as _Members, a list too
        raise _BadRecord("nested_value", f"The key {column} holds a list or an object instead of one value.")
    if value and "\0" in value:
        raise _BadRecord("nul_bytes", f"The key {column} holds a NUL character.")
    if value and not value.isascii() and re.search("[\ud800-\udfff]", value):
        raise _BadRecord("bad_json", f"The key {column} holds half of a surrogate pair, which is no character.")
    return value


class _Members(list):
    """The members of a JSON object in order, repeated keys included."""


def _no_constant(name: str) -> None:
    raise ValueError(name)


# ---------------------------------------------------------------- Parquet


def raw_schema(feed: Feed) -> pyarrow.Schema:
    """Every column text, then the lineage."""
    import pyarrow

    texts = [(name, pyarrow.string()) for name in feed.columns]
    types = (pyarrow.string(), pyarrow.string(), pyarrow.string(), pyarrow.int64(), pyarrow.timestamp("us"))
    return pyarrow.schema(texts + list(zip(LINEAGE, types, strict=True)))


def quarantine_schema() -> pyarrow.Schema:
    """What broke the rule, then the lineage; `_record` keeps the text, which no model reads."""
    import pyarrow

    text = pyarrow.string()
    return pyarrow.schema(
        [("_line_number", pyarrow.int64()), ("reason", text), ("detail", text), ("_record", text)]
        + [("_feed", text), ("_file_sha256", text), ("_file_name", text)]
        + [("_row_number", pyarrow.int64()), ("_loaded_at", pyarrow.timestamp("us"))]
    )


class _Table:
    """Rows on their way to a Parquet file, a batch in memory at a time."""

    def __init__(self, path: Path, schema: pyarrow.Schema, lineage: Lineage) -> None:
        self.row_count = 0
        self._path = path
        self._schema = schema
        self._lineage = lineage
        self._rows: list[list] = []
        self._numbers: list[int] = []
        self._characters = 0

    def __enter__(self) -> _Table:
        import pyarrow.parquet

        self._writer = pyarrow.parquet.ParquetWriter(self._path, self._schema, compression="zstd")
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._flush()
        finally:
            self._writer.close()

    def add(self, row: list, number: int, size: int) -> None:
        self._rows.append(row)
        self._numbers.append(number)
        self._characters += size
        if len(self._rows) == BATCH_ROWS or self._characters > BATCH_CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        import pyarrow

        if not self._rows:
            return
        lineage, count = self._lineage, len(self._rows)
        columns = [[value or None for value in column] for column in zip(*self._rows, strict=True)]
        constant = (lineage.feed, lineage.file_sha256, lineage.file_name)
        columns += [[value] * count for value in constant] + [self._numbers, [lineage.loaded_at] * count]
        arrays = [pyarrow.array(column, kind.type) for column, kind in zip(columns, self._schema, strict=True)]
        self._writer.write_batch(pyarrow.record_batch(arrays, schema=self._schema))
        self.row_count += count
        self._rows, self._numbers, self._characters = [], [], 0


def parquet_row_count(path: Path) -> int:
    """Rows that a finished Parquet file really holds."""
    import pyarrow.parquet

    return pyarrow.parquet.read_metadata(path).num_rows


def write_empty(path: Path, schema: pyarrow.Schema) -> None:
    """A Parquet file without rows, so that readers of the folder always find the columns."""
    import pyarrow.parquet

    pyarrow.parquet.write_table(schema.empty_table(), path, compression="zstd")
