"""JSON as an interface answers it: objects one after another, arrays of them, or envelopes one member of which holds the array.

A page is made into lines: brackets, commas and strings alone tell where records begin and end, and each record is given a line of
the spool; what stands around the records is left out. A line end of the page becomes a carriage return: that is a blank to JSON,
and the page has no other, so that the line on which a record began can still be told. The lines are then read as JSON lines
are, and what is no JSON in itself goes to quarantine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

import numpy

from orchestration.feeds import Feed
from orchestration.readers import received
from orchestration.readers.delimited import LINE_FEED, QUOTE, Catalog
from orchestration.readers.json_lines import JsonLines
from orchestration.readers.received import Refusal, Spool

LONGEST_RECORD = 1 << 26

_STRING = rb'"(?:[^"\\]++|\\.)*+"'
_BLANKS = re.compile(rb"[ \t\n]*")
_TOKEN = re.compile(rb'([^][{},"]*+)(' + _STRING + rb"|[][{},])", re.DOTALL)  # what precedes a string, bracket or comma, and that
_BRACKET = re.compile(rb'(?:[^][{}"]++|' + _STRING + rb")*+([][{}])", re.DOTALL)  # the next bracket outside strings
_COMMA = ord(",")
_IS_MARK = bytes(byte in b'[]{},"' for byte in range(256))
_STEPS = numpy.zeros(256, numpy.int64)  # how a mark outside strings changes the depth
_STEPS[list(b"[{")], _STEPS[list(b"]}")] = 1, -1


class JsonPages(JsonLines):
    """Reads pages of JSON; where the first line is a record by itself, one record per line."""

    kind = "json"

    def take(self, text: Iterator[bytes], feed: Feed, catalog: Catalog, spool: Spool) -> None:
        """Write the records to the spool, each on a line, and count them."""
        head = next(text, b"")
        while len(head) < received.CHUNK and b"\n" not in head.lstrip() and (chunk := next(text, None)):
            head += chunk
        spool.is_page = not _is_record(head.lstrip().partition(b"\n")[0], feed)
        if not spool.is_page:
            super().take(chain([head.lstrip(b"\n ")], text), feed, catalog, spool)
            return
        with open(spool.path, "wb") as body:
            page = _Page(chain([head], text), feed.records_at, body)
            page.write()
        spool.record_count = page.records
        if not spool.record_count:
            raise Refusal("empty_file", "The file has no record. Check the export.")

    def _texts(self, spool: Spool) -> Iterator[tuple[int, str]]:
        if not spool.is_page:
            yield from super()._texts(spool)
            return
        line_number = 1
        with open(spool.path, encoding="utf-8", newline="\n") as body:
            for line in body:
                if line.endswith("\n"):  # what stands behind the last record does not
                    text = line.lstrip(" \t\r\n")
                    line_number += line.count("\r", 0, len(line) - len(text))
                    yield line_number, text.rstrip(" \t\r\n").replace("\r", "\n")
                    line_number += text.count("\r")


def _is_record(line: bytes, feed: Feed) -> bool:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and feed.records_at not in value


class _Page:
    """Finds the records of a page, counts them, and writes each on a line."""

    def __init__(self, chunks: Iterator[bytes], records_at: str | None, body: BinaryIO) -> None:
        self.records = 0
        self._chunks = chunks
        self._wanted = json.dumps(records_at).encode() if records_at else None
        self._body = body
        self._buffer = b""
        self._position = 0
        self._line = 1

    def write(self) -> None:
        """Write the records of all arrays and objects that follow one another."""
        while True:
            self._advance(_BLANKS.match(self._buffer, self._position).end())
            first = self._buffer[self._position : self._position + 1]
            if first == b"[":
                self._advance(self._position + 1)
                self._array()
            elif first == b"{":
                self._object()
            elif first:
                raise Refusal(
                    "not_json",
                    f"On line {self._line} begins neither an object nor an array. Export the page as JSON, as the "
                    "interface answered it.",
                )
            elif not self._more():
                return

    def _array(self) -> None:
        """Write the elements of an array that has just been opened, the bytes of a chunk at once."""
        depth, quotes, size, commas, has_content = 0, 0, 0, 0, False
        while True:
            text = self._buffer[self._position :]
            plain = text.replace(b"\\\\", b"__").replace(b'\\"', b"__") if b"\\" in text else text
            if plain.endswith(b"\\"):  # what it escapes comes with the next chunk
                text, plain = text[:-1], plain[:-1]
            places = numpy.flatnonzero(numpy.frombuffer(plain.translate(_IS_MARK), bool))
            marks = numpy.frombuffer(plain, numpy.uint8)[places]
            is_outside = (numpy.cumsum(marks == QUOTE) + quotes) % 2 == 0
            depths = numpy.cumsum(_STEPS[marks] * is_outside) + depth
            closing = places[depths < 0][:1]
            end = int(closing[0]) if len(closing) else len(plain)
            ends = places[(marks == _COMMA) & is_outside & (depths == 0) & (places < end)]
            if numpy.diff(ends, prepend=-size, append=end).max() > LONGEST_RECORD:
                raise self._too_long()
            lines = numpy.frombuffer(bytearray(text[:end].replace(b"\n", b"\r")), numpy.uint8)
            lines[ends] = LINE_FEED
            has_content = has_content or bool(text[:end].strip())
            commas += len(ends)
            self._advance(self._position + end, lines.tobytes())
            if len(closing):
                break
            size = end - int(ends[-1]) if len(ends) else size + end
            if len(marks):
                depth, quotes = int(depths[-1]), int(not is_outside[-1])
            if not self._more():
                raise self._broken()
        if plain[end : end + 1] != b"]":
            raise self._broken()
        self._advance(self._position + 1)
        if has_content or commas:
            self._body.write(b"\n")
            self.records += commas + 1

    def _object(self) -> None:
        """Write an object that begins here, or, of an envelope, only the elements of the array that is looked for."""
        start, line = self._body.tell(), self._line
        self._advance(self._position + 1, b"{")
        is_envelope, key = False, b""
        while True:
            before, token = self._next(_TOKEN, not is_envelope)
            if token == b"[" and key == self._wanted and before.strip() == b":" and not is_envelope:
                is_envelope = True
                self._body.seek(start)
                self._body.truncate()
                self._body.write(b"\r" * (self._line - line))
                self._array()
            elif token in b"[{":
                depth = 1
                while depth:
                    depth += 1 if self._next(_BRACKET, not is_envelope)[0] in b"[{" else -1
            elif token == b"]":
                raise self._broken()
            elif token == b"}":
                break
            key = token
        if not is_envelope:
            if self._body.tell() - start > LONGEST_RECORD:
                raise self._too_long()
            self._body.write(b"\n")
            self.records += 1

    def _next(self, pattern: re.Pattern[bytes], is_written: bool) -> tuple[bytes, ...]:
        while not (match := pattern.match(self._buffer, self._position)):
            if not self._more():
                raise self._broken()
        self._advance(match.end(), match.group().replace(b"\n", b"\r") if is_written else None)
        return match.groups()

    def _advance(self, position: int, written: bytes | None = None) -> None:
        """Go on; of what is left out only the line ends are kept."""
        lines = self._buffer.count(b"\n", self._position, position)
        self._body.write(b"\r" * lines if written is None else written)
        self._line += lines
        self._position = position

    def _more(self) -> bool:
        chunk = next(self._chunks, None)
        if chunk is None:
            return False
        self._buffer = self._buffer[self._position :] + chunk
        self._position = 0
        if len(self._buffer) > LONGEST_RECORD:
            raise self._too_long()
        return True

    def _too_long(self) -> Refusal:
        return Refusal("not_json", f"A value around line {self._line} is longer than 64 MB. Export smaller pages.")

    def _broken(self) -> Refusal:
        return Refusal(
            "unbalanced_brackets",
            f"On line {self._line} or before it, a bracket or a quote does not close properly, so where the next "
            "records begin is unknown. Export the page again.",
        )
