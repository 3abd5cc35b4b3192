"""CSV whose fields are armoured against spreadsheets: `="00123"` keeps its zeros where 00123 would not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy

from orchestration.feeds import Feed
from orchestration.readers.delimited import LINE_FEED, QUOTE, Catalog, Delimited
from orchestration.readers.layout import Layout
from orchestration.readers.received import Spool

EQUALS = 0x3D


class ArmouredCsv(Delimited):
    """Takes the armour off, whether the field was quoted as CSV asks or not.

    Unquoted armour breaks the grammar of CSV: it becomes a quoted field in the spool, where only its equals sign goes.
    """

    def _cells(self, cells: list[str], feed: Feed) -> list[str]:
        return [_disarmed(cell) for cell in cells]

    def _records_only(self, chunks: Iterable[bytes], feed: Feed, spool: Spool) -> Iterator[bytes]:
        around = numpy.zeros(256, bool)  # bytes after which a field begins
        around[[LINE_FEED, *spool.delimiter.encode()]] = True
        inside, last, held = 0, LINE_FEED, b""
        for chunk in chunks:
            buffer = held + chunk
            held = b"=" if buffer.endswith(b"=") else b""  # its quote may come with the next chunk
            buffer = buffer[: len(buffer) - len(held)]
            if not buffer:
                continue
            if b'="' in buffer:
                data = numpy.frombuffer(buffer, numpy.uint8)
                before = around[numpy.concatenate(([last], data[:-2]))]
                armour = numpy.flatnonzero((data[:-1] == EQUALS) & (data[1:] == QUOTE) & before)
                quotes = numpy.flatnonzero(data == QUOTE)
                opening = armour[(numpy.searchsorted(quotes, armour) + inside) % 2 == 0]
                yield numpy.delete(data, opening).tobytes()
            else:
                yield buffer
            inside = (inside + buffer.count(b'"')) % 2
            last = buffer[-1]
        if held:
            yield held

    def _layout(self, feed: Feed, catalog: Catalog, spool: Spool, width: int | None) -> Layout:
        plain = super()._layout(feed, catalog, spool, width)
        return Layout(plain.width, plain.kinds, _disarmed_sql, _disarmed)


def _disarmed(text: str) -> str:
    return text[2:-1].replace('""', '"') if len(text) > 2 and text.startswith('="') and text.endswith('"') else text


def _disarmed_sql(field: str) -> str:
    is_armoured = f"""starts_with({field}, '="') AND ends_with({field}, '"') AND length({field}) > 2"""
    return f"""CASE WHEN {is_armoured} THEN replace(substring({field}, 3, length({field}) - 3), '""', '"') ELSE {field} END"""
