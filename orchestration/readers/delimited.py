"""Delimited text: the header, the independent count of records and fields, and the two ways to read the records.

`Delimited` is the reader of plain CSV; the named formats are this reader with another idea of where the header is, which
lines are no records, and what wraps a field.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import numpy

from orchestration.feeds import Feed
from orchestration.readers.layout import Arranged, Kind, Layout, literal, places, projection
from orchestration.readers.parquet import Lineage, copy_rows
from orchestration.readers.received import Refusal, Spool

LONGEST_HEADER = 1 << 20
DELIMITERS = (",", ";", "\t", "|")
QUOTE, LINE_FEED = 0x22, 0x0A

csv.field_size_limit(1 << 26)

Catalog = Callable[[], Mapping[str, Feed]]

Problem = tuple[int, str, str, str]
"""Line, reason, detail and text of a record that broke a rule."""

Record = tuple[int, int, Any, Problem | None]
"""Position in the file from 1, characters, values of the raw columns, and what is wrong with it."""


class Delimited:
    """Reads CSV with one header row."""

    kind = "csv"
    quotes = True
    """Whether a field may stand in quotes."""

    def take(self, text: Iterator[bytes], feed: Feed, catalog: Catalog, spool: Spool) -> None:
        """Write what holds the records to the spool, count them, and note their layout."""
        spool.skipped, spool.columns = [], []
        head = self._take_header(text, feed, catalog, spool)
        counter = FieldCounter(spool.delimiter, self.quotes)
        with open(spool.path, "wb") as body:
            for chunk in self._records_only(chain([head], text), feed, spool):
                counter.add(chunk)
                body.write(chunk)
        counter.finish()
        spool.record_count = counter.records
        if counter.records == 0:
            raise Refusal("header_only", "The file has a header and no record. Check the filter of the export.")
        delimiters, rest = divmod(counter.delimiters, counter.records)
        spool.layout = self._layout(feed, catalog, spool, None if rest else delimiters + 1)
        # DuckDB takes any number of empty fields too many at the end of a record for none, also in its strict mode.
        spool.is_plain = not counter.stray and counter.delimiters == counter.records * (spool.layout.width - 1)
        if counter.stray:
            spool.record_count = _count_with_stray_quotes(spool)
        elif counter.inside:
            raise _unbalanced(spool.line(counter.opened_on_line))

    # What the named formats do in their own way.

    def _take_header(self, text: Iterator[bytes], feed: Feed, catalog: Catalog, spool: Spool) -> bytes:
        """Read the header record, hold it against the contract of the feed, and return what follows it in its chunk."""
        blank, record, rest = first_record(text)
        spool.header_lines = blank + record.count(b"\n") + 1
        read_header(record.decode("utf-8"), feed, catalog, spool, self._cells, self._arrays(feed))
        return rest

    def _cells(self, cells: list[str], feed: Feed) -> list[str]:
        """The texts of a header row as the declaration knows them."""
        return cells

    def _records_only(self, chunks: Iterable[bytes], feed: Feed, spool: Spool) -> Iterator[bytes]:
        """The chunks without what is no record."""
        return iter(chunks)

    def _arrays(self, feed: Feed) -> tuple[str, ...]:
        """Columns that collect all fields of their header."""
        return ()

    def _layout(self, feed: Feed, catalog: Catalog, spool: Spool, width: int | None) -> Layout:
        """The layout of the records, which have `width` fields if all are of the same width."""
        names = spool.columns
        found = places(names, feed.columns, arrays=self._arrays(feed), keeps=feed.keeps_unknown_columns)
        return Layout(len(names), {None: Kind(found, len(names))})

    # Reading.

    def read_with_duckdb(self, connection: Any, spool: Spool, feed: Feed, lineage: Lineage, raw: Path) -> bool:
        """Copy the spool to Parquet inside DuckDB; false where DuckDB refuses it or counts differently.

        The file is scanned in one piece (`parallel = false`): row numbers need the order anyway, and the parallel scanner
        has guessed record boundaries wrongly in the past.
        """
        if not spool.is_plain or starts_with_byte_order_mark(spool.path):
            return False
        selected, condition = projection(spool.layout, feed.raw_columns)
        fields = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(1, spool.layout.width + 1))
        quote = "'\"'" if self.quotes else "''"
        source = f"""read_csv({literal(str(spool.path))}, columns = {{{fields}}}, auto_detect = false, header = false,
            delim = {literal(spool.delimiter)}, quote = {quote}, escape = {quote}, comment = '', nullstr = '',
            new_line = '\\n', strict_mode = true, null_padding = false, ignore_errors = false, parallel = false)
            WHERE {condition}"""
        return copy_rows(connection, selected, source, lineage, raw) == spool.record_count

    def records(self, spool: Spool, feed: Feed) -> Iterator[Record]:
        """The records of a spool one by one; those that break a rule with the rule they broke."""
        consumed: list[str] = []

        def lines(body: Iterable[str]) -> Iterator[str]:
            for line in body:
                consumed.append(line)
                yield line

        arranged = Arranged(spool.layout)
        quoting = csv.QUOTE_MINIMAL if self.quotes else csv.QUOTE_NONE
        with open(spool.path, encoding="utf-8", newline="\n") as body:
            reader = csv.reader(lines(body), delimiter=spool.delimiter, quoting=quoting, strict=True)
            number = 0
            next_line = 1
            while True:
                problem = None
                try:
                    values = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    if len(consumed) != 1 or consumed[0].count('"') % 2:
                        raise _unbalanced(spool.line(next_line)) from None
                    row, broken, values = (), ("malformed_quotes", f"{error}."), [""]
                else:
                    row, broken = arranged.row(values) if values else ((), None)
                if broken:
                    problem = (spool.line(next_line), *broken, "".join(consumed))
                next_line += len(consumed)
                size = sum(map(len, consumed))
                consumed.clear()
                if values:  # a blank line is no record
                    number += 1
                    yield number, size, row, problem


def without_lines(
    chunks: Iterable[bytes], candidate: re.Pattern[bytes], is_no_record: Callable[[bytes], bool], spool: Spool, quotes: bool
) -> Iterator[bytes]:
    """The chunks without the lines that are no record; these are noted in the spool.

    `candidate` finds the line feeds before lines that may be none. With `quotes`, a line within a quoted field is text.
    """
    lines, inside, held, at_line_start = 0, 0, b"", True
    for chunk in chain(chunks, [None]):
        buffer = b"\n" + held + (chunk or b"")
        end = len(buffer) if chunk is None else buffer.rfind(b"\n") + 1
        if len(buffer) - end > LONGEST_HEADER:  # what is left out is never that long
            end = len(buffer)
        held = buffer[end:]
        kept, done = [], 1
        for match in candidate.finditer(buffer, 0, end):
            start = match.start() + 1
            if start < done or start == end or start == 1 and not at_line_start:
                continue
            if quotes and (inside + buffer.count(b'"', 0, start)) % 2:
                continue
            line_end = buffer.find(b"\n", start, end) + 1 or end
            if is_no_record(buffer[start:line_end]):
                kept.append(buffer[done:start])
                lines += kept[-1].count(b"\n")
                spool.skipped.append(lines)
                done = line_end
        if quotes:
            inside = (inside + buffer.count(b'"', 0, end)) % 2
        if end > 1:
            at_line_start = buffer[end - 1 : end] == b"\n"
        kept.append(buffer[done:end])
        lines += kept[-1].count(b"\n")
        yield b"".join(kept)


def starts_with_byte_order_mark(path: Path) -> bool:
    """Whether DuckDB would pass over the first character of the file, which to us is text."""
    with open(path, "rb") as body:
        return body.read(3) == codecs.BOM_UTF8


# ---------------------------------------------------------------- counting, apart from the readers


class FieldCounter:
    """Counts, in the normalised bytes, records and delimiters outside quotes; a line feed after another ends no record.

    Exact as long as quotes keep the CSV grammar; `stray` tells when they do not: an opening quote that does not begin a
    field, or a closing one that does not end it.
    """

    def __init__(self, delimiter: str | None, quotes: bool = True) -> None:
        self.records = 0
        self.delimiters = 0
        self.stray = False
        self.inside = False
        self.opened_on_line = 0
        self._delimiter = delimiter.encode() if delimiter else b""
        self._quotes = quotes and bool(delimiter)
        self._around = numpy.zeros(256, bool)  # bytes that may stand before an opening or after a closing quote
        self._around[[QUOTE, LINE_FEED, *self._delimiter]] = True
        self._last = LINE_FEED
        self._last_closed = False
        self._lines = 0

    def add(self, chunk: bytes) -> None:
        if not chunk:
            return
        if self._quotes and (self.inside or self._last_closed or b'"' in chunk):
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
                                raise _unbalanced(spool.line(number))
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
        raise _unbalanced(spool.line(first_line))
    return records


def _unbalanced(line: int) -> Refusal:
    return Refusal(
        "unbalanced_quotes",
        f"A quoted field that opens on or before line {line} does not close properly, so where the next records begin "
        "is unknown. Export again with quotes inside a field doubled.",
    )


# ---------------------------------------------------------------- header


def first_record(text: Iterator[bytes]) -> tuple[int, bytes, bytes]:
    """Blank lines at the top, the first record after them, and what follows it in its chunk."""
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
    return blank, buffer[:end] if end >= 0 else buffer, buffer[end + 1 :] if end >= 0 else b""


def _record_end(buffer: bytes) -> int:
    end = buffer.find(b"\n")
    while end >= 0 and buffer.count(b'"', 0, end) % 2:
        end = buffer.find(b"\n", end + 1)
    return end


def split(record: str, delimiter: str) -> list[str] | None:
    """The cells of one record, if it keeps the grammar."""
    try:
        return next(csv.reader(io.StringIO(record, newline="\n"), strict=True, delimiter=delimiter))
    except csv.Error:
        return None


def column_names(cells: list[str], feed: Feed, first: int = 1) -> list[str]:
    """The columns that header texts stand for."""
    seen: Counter[str] = Counter()
    names = []
    for position, cell in enumerate(cells, first):
        seen[cell.strip()] += 1
        names.append(feed.column_name(cell, position, seen[cell.strip()]))
    return names


def read_header(
    record: str,
    feed: Feed,
    catalog: Catalog,
    spool: Spool,
    translate: Callable[[list[str], Feed], list[str]],
    arrays: Iterable[str] = (),
    delimiters: Iterable[str] = DELIMITERS,
    quotes: bool = True,
) -> None:
    """Note delimiter, header and columns of a header row, and refuse one that does not keep the contract."""
    candidates = []
    for delimiter in delimiters:
        cells = split(record, delimiter) if quotes else record.split(delimiter)
        if cells is None:
            continue
        names = column_names(translate(cells, feed), feed)
        candidates.append((len(set(names) & set(feed.columns)), len(cells), delimiter, cells, names))
    if not candidates:
        raise _unbalanced(spool.header_lines)
    known, _, delimiter, cells, names = max(candidates, key=lambda candidate: candidate[:2])
    if known:  # a line that knows no column may be data, and data does not belong in the ledger
        spool.delimiter, spool.header, spool.columns = delimiter, cells, names
    missing = [name for name in feed.required_columns if name not in names]
    unknown = [] if feed.keeps_unknown_columns and known else [name for name in names if name not in feed.columns]
    single = [name for name in names if name in feed.columns and name not in arrays] + unknown
    repeated = sorted({name for name in single if single.count(name) > 1})
    if not repeated and not missing and not unknown:
        return

    refuse_other_text(record)
    others = [other.name for other in catalog().values() if other.name != feed.name and _fits(other, cells)]
    if others:
        raise Refusal(
            "wrong_table",
            f"The header is that of the feed {', '.join(others)}, not of {feed.name}. Give the file that feed's name.",
        )
    if not known and len(names) == 1 and len(feed.columns) > 1:
        raise Refusal("not_csv", "The first line is not a header: it has a single cell. Export the table as CSV.")
    if repeated:
        raise Refusal(
            "duplicate_header",
            f"Two headers lead to the column {some(repeated)}. Remove one, or tell them apart in `header_aliases` "
            "(`Header#2` is its second occurrence).",
        )
    if not known:
        raise Refusal(
            "missing_columns",
            f"None of the {len(names)} cells of the first line is a column of {feed.name}; is the header missing? "
            f"The columns are {some(feed.required_columns)}.",
        )
    addition = "Add them to `optional_columns` of the feed or map their headers in `header_aliases`."
    if missing:
        also = f" Unknown columns are there: {some(unknown)}. {addition}" if unknown else " Export them too."
        raise Refusal("missing_columns", f"Columns are missing: {some(missing)}.{also}")
    raise Refusal("unknown_columns", f"Columns are not declared: {some(unknown)}. {addition}")


def refuse_other_text(record: str) -> None:
    """Refuse what is no delimited text by its first line."""
    if re.search(r"[\x00-\x08\x0b-\x1f\x7f]", record):
        raise Refusal("not_csv", "The first line holds control characters: this is not a text file. Export as CSV.")
    if record.lstrip()[:1] in ("<", "{", "["):
        what = "HTML or XML, perhaps a login or error page" if record.lstrip()[0] == "<" else "JSON"
        raise Refusal("not_csv", f"This is {what}. Export the table as CSV.")


def _fits(feed: Feed, cells: list[str]) -> bool:
    return any(
        form.format in ("csv", "repeated_header_csv", "armoured_csv")
        and set(form.required_columns) <= set(names := column_names(cells, form))
        and (form.keeps_unknown_columns or set(names) <= set(form.columns))
        for form in feed.forms
    )


def some(names: Iterable[str]) -> str:
    """The first twenty of some names."""
    names = [name[:60] for name in names]
    return ", ".join(names[:20]) + (f" and {len(names) - 20} more" if len(names) > 20 else "")
