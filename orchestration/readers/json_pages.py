"""JSON as an interface answers it: objects one after another, arrays of them, or envelopes one member of which holds the array.

Two passes, neither of which holds the file. The first follows brackets, commas and strings alone: it finds the stretches
of the file that hold records, and counts them. The second lets Python's JSON parser say where each record ends, and falls
back on brackets and commas only for one that is no JSON: that goes to quarantine, and what follows it is read.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO

from orchestration.feeds import Feed
from orchestration.readers import received
from orchestration.readers.delimited import Catalog, Record
from orchestration.readers.json_lines import BadRecord, JsonLines, decoder, row_of
from orchestration.readers.received import Refusal, Spool

LONGEST_RECORD = 1 << 26

_STRING = r'"(?:[^"\\]++|\\.)*+"'
_TOKEN = r'([^][{},"]*+)(' + _STRING + r"|[][{},])"  # what stands before the next string, bracket or comma, and that
_BRACKET = r'(?:[^][{}"]++|' + _STRING + r")*+([][{}])"  # the next bracket outside strings
_TOKEN_BYTES, _BRACKET_BYTES = (re.compile(pattern.encode(), re.DOTALL) for pattern in (_TOKEN, _BRACKET))
_TOKEN_TEXT, _BRACKET_TEXT = (re.compile(pattern, re.DOTALL) for pattern in (_TOKEN, _BRACKET))
_BLANK = re.compile(r"[ \t\n\r]*")


class JsonPages(JsonLines):
    """Reads pages of JSON; where the first line is a record by itself, one record per line."""

    kind = "json"

    def take(self, text: Iterator[bytes], feed: Feed, catalog: Catalog, spool: Spool) -> None:
        """Write the file to the spool, find the stretches that hold records, and count them."""
        head = next(text, b"").lstrip(b"\n ")
        while len(head) < received.CHUNK and b"\n" not in head and (chunk := next(text, None)):
            head += chunk
        chunks = chain([head], text)
        if _is_record(head.partition(b"\n")[0], feed):
            super().take(chunks, feed, catalog, spool)
            return
        with open(spool.path, "wb") as body:
            structure = _Structure(_copied(chunks, body), feed.records_at)
            spool.stretches = list(structure.stretches())
        spool.record_count = structure.records
        if not spool.record_count:
            raise Refusal("empty_file", "The file has no record. Check the export.")

    def records(self, spool: Spool, feed: Feed) -> Iterator[Record]:
        """The records of a spool one by one; those that break a rule with the rule they broke."""
        if spool.stretches is None:
            yield from super().records(spool, feed)
            return
        row = row_of(feed)
        number = 0
        line, at = 1, 0
        with open(spool.path, "rb") as body:
            for start, end in spool.stretches:
                line += _lines_between(body, at, start)
                stretch = _Stretch(body, start, end, line)
                for at_line, text, value, is_sound in stretch.elements():
                    number += 1
                    values, problem = (), None
                    try:
                        if not is_sound:
                            raise BadRecord("bad_json", "The record is not valid JSON.")
                        values = row(value, text)
                    except BadRecord as bad:
                        problem = (at_line, bad.reason, bad.detail, text.rstrip())
                    yield number, len(text), values, problem
                line, at = stretch.line, end


def _is_record(line: bytes, feed: Feed) -> bool:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and feed.records_at not in value


def _copied(chunks: Iterator[bytes], body: BinaryIO) -> Iterator[bytes]:
    for chunk in chunks:
        body.write(chunk)
        yield chunk


def _lines_between(body: BinaryIO, start: int, end: int) -> int:
    body.seek(start)
    lines = 0
    while start < end and (chunk := body.read(min(received.CHUNK, end - start))):
        lines += chunk.count(b"\n")
        start += len(chunk)
    return lines


class _Structure:
    """Where records are, by brackets, commas and strings."""

    def __init__(self, chunks: Iterator[bytes], records_at: str | None) -> None:
        self.records = 0
        self._chunks = chunks
        self._records_at = records_at
        self._buffer = b""
        self._offset = 0  # of the buffer in the file
        self._position = 0  # in the buffer
        self._line = 1

    def stretches(self) -> Iterator[tuple[int, int]]:
        """Start and end of each stretch that holds records, without the brackets of an array around them."""
        while True:
            stripped = self._buffer[self._position :].lstrip(b" \t\n\r")
            self._position = len(self._buffer) - len(stripped)
            if not stripped:
                if self._more():
                    continue
                return
            start = self._offset + self._position
            if stripped.startswith(b"["):
                self._position += 1
                yield self._array()
            elif stripped.startswith(b"{"):
                self._position += 1
                array = self._object()
                if not array:
                    self.records += 1
                yield array or (start, self._offset + self._position)
            else:
                raise Refusal(
                    "not_json",
                    f"On line {self._line_number()} begins neither an object nor an array. Export the page as JSON, as the "
                    "interface answered it.",
                )

    def _array(self) -> tuple[int, int]:
        """Count the elements of an array that has just been opened."""
        start = self._offset + self._position
        commas, has_content = 0, False
        while True:
            before, token = self._next(_TOKEN_BYTES)
            has_content |= bool(before.strip())
            if token == b"]":
                break
            if token == b",":
                commas += 1
            elif token == b"}":
                raise self._broken()
            else:
                has_content = True
                if token in b"[{":
                    self._skip()
        if has_content or commas:
            self.records += commas + 1
        return start, self._offset + self._position - 1

    def _object(self) -> tuple[int, int] | None:
        """Pass an object that has just been opened, and the array that is looked for in it."""
        found, key = None, b""
        wanted = json.dumps(self._records_at).encode() if self._records_at else None
        while True:
            before, token = self._next(_TOKEN_BYTES)
            if token == b"}":
                return found
            if token == b"[" and key == wanted and before.strip() == b":" and not found:
                found = self._array()
            elif token in b"[{":
                self._skip()
            elif token == b"]":
                raise self._broken()
            key = token

    def _skip(self) -> None:
        """Pass the rest of a value whose bracket has just been opened."""
        depth = 1
        while depth:
            depth += 1 if self._next(_BRACKET_BYTES)[0] in b"[{" else -1

    def _next(self, pattern: re.Pattern[bytes]) -> tuple[bytes, ...]:
        while not (match := pattern.match(self._buffer, self._position)):
            if not self._more():
                raise self._broken()
        self._position = match.end()
        return match.groups()

    def _more(self) -> bool:
        chunk = next(self._chunks, None)
        if chunk is None:
            return False
        self._line += self._buffer.count(b"\n", 0, self._position)
        self._offset += self._position
        self._buffer = self._buffer[self._position :] + chunk
        self._position = 0
        if len(self._buffer) > LONGEST_RECORD:
            raise Refusal("not_json", f"On line {self._line_number()} begins a value of more than 64 MB. Export smaller pages.")
        return True

    def _line_number(self) -> int:
        return self._line + self._buffer.count(b"\n", 0, self._position)

    def _broken(self) -> Refusal:
        return Refusal(
            "unbalanced_brackets",
            f"On line {self._line_number()} or before it, a bracket or a quote does not close properly, so where the next "
            "records begin is unknown. Export the page again.",
        )


class _Stretch:
    """The elements of a stretch of the spool, separated by commas."""

    def __init__(self, body: BinaryIO, start: int, end: int, line: int) -> None:
        body.seek(start)
        self.line = line
        self._body = body
        self._left = end - start
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._buffer = ""
        self._position = 0

    def elements(self) -> Iterator[tuple[int, str, Any, bool]]:
        """Line, text and value of each element, and whether it is JSON at all."""
        self._pass_blanks()
        if self._position == len(self._buffer):
            return
        while True:
            value, end, is_sound = self._element()
            yield self.line, self._buffer[self._position : end], value, is_sound
            self._advance(end)
            if end == len(self._buffer):
                return
            self._advance(end + 1)
            self._pass_blanks()

    def _element(self) -> tuple[Any, int, bool]:
        """The element that begins here, where it ends, and whether it is JSON."""
        while True:
            start = self._position
            try:
                value, end = decoder.raw_decode(self._buffer, start)
                end = _BLANK.match(self._buffer, end).end()
                at_end = end == len(self._buffer)
                if self._buffer[end : end + 1] == "," or at_end and not self._more():
                    return value, end, True
                if at_end:  # it may go on
                    continue
            except (ValueError, RecursionError):
                pass
            comma = self._comma(start)
            if comma is not None or not self._more():
                return None, len(self._buffer) if comma is None else comma, False

    def _comma(self, position: int) -> int | None:
        """The next comma outside brackets and strings; none in what has been read so far."""
        depth = 0
        while match := (_BRACKET_TEXT if depth else _TOKEN_TEXT).match(self._buffer, position):
            position, token = match.end(), match.group(match.lastindex)
            if token == "," and not depth:
                return position - 1
            depth += (token in "[{") - (token in "]}")
        return None

    def _pass_blanks(self) -> None:
        while True:
            self._advance(_BLANK.match(self._buffer, self._position).end())
            if self._position < len(self._buffer) or not self._more():
                return

    def _advance(self, position: int) -> None:
        self.line += self._buffer.count("\n", self._position, position)
        self._position = position

    def _more(self) -> bool:
        chunk = self._body.read(min(received.CHUNK, self._left))
        if not chunk:
            return False
        self._left -= len(chunk)
        self._buffer = self._buffer[self._position :] + self._decoder.decode(chunk)
        self._position = 0
        return True
