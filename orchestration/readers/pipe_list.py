"""The list that SAP downloads without converting it: padded cells between pipes, title lines, dashed rules, the header again
on each page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

import numpy

from orchestration.feeds import Feed
from orchestration.readers.delimited import (
    LINE_FEED,
    LONGEST_HEADER,
    Catalog,
    Delimited,
    column_names,
    read_header,
    refuse_other_text,
    without_lines,
)
from orchestration.readers.layout import Kind, Layout, places
from orchestration.readers.received import Refusal, Spool

BLANK, PIPE = 0x20, 0x7C

_RULE = re.compile(rb"[|+]?-[-|+]*")


class PipeList(Delimited):
    """Reads the lines between the pipes.

    A line that is neither rule nor header is left out only where it repeats a title from the top of the list, but for
    numbers and dates; any other line counts as a record, so that a damaged one is seen.
    """

    quotes = False

    def _take_header(self, text: Iterator[bytes], feed: Feed, catalog: Catalog, spool: Spool) -> bytes:
        buffer, position, lines = b"", 0, 0
        self._titles: set[bytes] = set()
        first = ""
        for chunk in chain(text, [b"\n"]):
            buffer += chunk
            while (end := buffer.find(b"\n", position)) >= 0:
                line = buffer[position:end].strip()
                lines += 1
                position = end + 1
                cells = [cell.strip() for cell in line.strip(b"|").decode("utf-8").split("|")]
                first = first or line.decode("utf-8")
                if line.startswith(b"|") and set(column_names(cells, feed)) & set(feed.columns):
                    spool.header_lines = lines
                    self._header = line
                    read_header("|".join(cells), feed, catalog, spool, self._cells, delimiters="|", quotes=False)
                    return buffer[position:]
                self._titles.add(_shape(line))
            if position > LONGEST_HEADER or len(buffer) > 2 * LONGEST_HEADER:
                break
        if not first:
            raise Refusal("empty_file", "The file is empty. Check the export.")
        refuse_other_text(first)
        raise Refusal(
            "missing_columns",
            f"No line at the top begins with a pipe and names a column of {feed.name}. Download the list unconverted, with "
            "its header.",
        )

    def _records_only(self, chunks: Iterable[bytes], feed: Feed, spool: Spool) -> Iterator[bytes]:
        candidate = re.compile(rb"\n(?=[^|]|\|-|" + re.escape(self._header) + rb")")
        return _without_padding(without_lines(chunks, candidate, self._is_no_record, spool, self.quotes))

    def _is_no_record(self, line: bytes) -> bool:
        line = line.strip()
        return not line or line == self._header or bool(_RULE.fullmatch(line)) or _shape(line) in self._titles

    def _layout(self, feed: Feed, catalog: Catalog, spool: Spool, width: int | None) -> Layout:
        names = spool.columns
        found = places(names, feed.columns, first=2, keeps=feed.keeps_unknown_columns)
        width = len(names) + 2  # what stands before the first pipe and after the last must be blank
        return Layout(width, {None: Kind(found, width, (1, width))})


def _without_padding(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks without the blanks beside pipes and line ends: all at once, where DuckDB would trim value by value."""
    is_edge = numpy.zeros(256, bool)
    is_edge[[PIPE, LINE_FEED]] = True
    held = b"\n"  # what the next chunk follows: the last byte that is no blank, and the blanks after it
    for chunk in chunks:
        buffer = held + chunk
        end = len(buffer.rstrip(b" "))
        held = buffer[end - 1 :]
        data = numpy.frombuffer(buffer, numpy.uint8, end)
        drops = data == BLANK
        borders = numpy.flatnonzero(drops[1:] != drops[:-1]) + 1
        starts, ends = borders[::2], borders[1::2]
        is_padding = is_edge[data[starts - 1]] | is_edge[data[ends]]
        drops[drops] = numpy.repeat(is_padding, ends - starts)
        yield data[~drops][1:].tobytes()


def _shape(line: bytes) -> bytes:
    """A line without numbers and dates."""
    return re.sub(rb"[\d\s.,:/-]+", b"", line)
