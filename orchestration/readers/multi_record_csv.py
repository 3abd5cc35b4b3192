"""CSV whose first field says of which kind a record is, each kind with columns of its own and perhaps a header row of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from orchestration.feeds import RECORD_TYPE, Feed, RecordType, snake_case
from orchestration.readers.delimited import (
    DELIMITERS,
    Catalog,
    Delimited,
    column_names,
    first_record,
    refuse_other_text,
    some,
    split,
    without_lines,
)
from orchestration.readers.layout import Kind, Layout, places
from orchestration.readers.received import Refusal, Spool

FIRST_HEADERS = ("record_type", "recordtype", "type")


class MultiRecordCsv(Delimited):
    """Reads records by position, as their header row has it or, without one, the declaration.

    Header rows may stand anywhere. One is known by its second field, which names a column, and by its first, which is either
    that of the records it is about or a name for the first field, such as `Record Type`.
    """

    def _take_header(self, text: Iterator[bytes], feed: Feed, catalog: Catalog, spool: Spool) -> bytes:
        blank, record, rest = first_record(text)
        spool.header_lines = blank
        first_line = record.decode("utf-8")
        refuse_other_text(first_line)
        found = [(len(cells), delimiter) for delimiter in DELIMITERS if (cells := split(first_line, delimiter))]
        spool.delimiter = max(found)[1] if found else DELIMITERS[0]
        self._headers: dict[str, list[str]] = {}
        self._first_width = max(found)[0] if found else 1
        return record + b"\n" + rest

    def _records_only(self, chunks: Iterable[bytes], feed: Feed, spool: Spool) -> Iterator[bytes]:
        def is_header(line: bytes) -> bool:
            return self._is_header(line.decode("utf-8"), feed, spool)

        return without_lines(chunks, _candidate(feed, spool.delimiter), is_header, spool, self.quotes)

    def _is_header(self, line: str, feed: Feed, spool: Spool) -> bool:
        """Note a header row; whether it is one."""
        cells = split(line, spool.delimiter)
        if not cells or len(cells) < 2:
            return False
        names = column_names(cells[1:], feed, first=2)
        records = [r for r in feed.records.values() if cells[0] in r.types and names[0] in (*r.columns, *r.key)]
        if not records and snake_case(cells[0]) in FIRST_HEADERS:
            records = [max(feed.records.values(), key=lambda record: len(set(names) & set(record.columns)))]
            records = [record for record in records if names[0] in (*record.columns, *record.key)]
        if not records:
            return False
        (record,) = records
        while len(cells) > 2 and not cells[-1].strip():
            cells.pop()
        earlier = self._headers.setdefault(record.name, cells)
        if earlier != cells:
            raise Refusal(
                "header_rows_differ",
                f"Two header rows for the record type {record.name} differ. Land what was put together here as separate files.",
            )
        return True

    def _layout(self, feed: Feed, catalog: Catalog, spool: Spool, width: int | None) -> Layout:
        width = width or self._first_width  # records are padded to the same width, and the first is one of them
        spool.header = [cell for cells in self._headers.values() for cell in cells] or None
        kinds = {}
        for record in feed.records.values():
            if cells := self._headers.get(record.name):
                names = column_names(cells[1:], feed, first=2)
                _check(names, record, feed)
            else:
                names = list(record.columns)
            own = len(names) + 1
            beyond = [f"unnamed_{number}" for number in range(own + 1, width + 1)]
            blank = () if feed.keeps_unknown_columns else tuple(range(own + 1, width + 1))
            if feed.keeps_unknown_columns:
                names += beyond
            found = places([RECORD_TYPE, *names], feed.columns, keeps=feed.keeps_unknown_columns)
            spool.columns += [name for name in names if name not in (*spool.columns, *beyond)]
            kinds |= {first: Kind(found, own, blank) for first in record.types}
        return Layout(width, kinds)


def _candidate(feed: Feed, delimiter: str) -> re.Pattern[bytes]:
    """Finds the line feeds before lines whose first two fields may be those of a header row."""
    firsts = [re.escape(literal) for record in feed.records.values() for literal in record.types]
    firsts += ["(?i:Record[ _-]?Type|Type)"]
    names = {name for record in feed.records.values() for name in (*record.columns, *record.key)}
    seconds = ["[^0-9A-Za-z]+".join(name.split("_")) for name in sorted(names)]
    seconds += [re.escape(header.partition("#")[0]) for header in feed.header_aliases]
    other = f'[^0-9A-Za-z"{delimiter}\\n]*'
    first, second = f'"?(?:{"|".join(firsts)})"?', f'"?{other}(?=[^0-9{delimiter}"])(?i:{"|".join(seconds)}){other}"?'
    pattern = f"\\n(?={first}[{delimiter}]{second}(?:[{delimiter}\\n]|\\Z))"
    return re.compile(pattern.encode())


def _check(names: list[str], record: RecordType, feed: Feed) -> None:
    required = [n for n in record.columns if n in feed.required_columns or n in record.key]
    if missing := [name for name in required if name not in names]:
        raise Refusal(
            "missing_columns", f"In the header row of {record.name}, columns are missing: {some(missing)}. Export them too."
        )
    unknown = [name for name in names if name not in feed.columns]
    known = [name for name in names if name in feed.columns]
    if repeated := sorted({name for name in known if known.count(name) > 1}):
        raise Refusal(
            "duplicate_header",
            f"In the header row of {record.name}, two headers lead to the column {some(repeated)}. Tell them apart in "
            "`header_aliases` (`Header#2` is its second occurrence).",
        )
    if unknown and not feed.keeps_unknown_columns:
        raise Refusal(
            "unknown_columns", f"In the header row of {record.name}, columns are not declared: {some(unknown)}. Declare them."
        )
