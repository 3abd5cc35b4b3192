"""The bytes of a landed file: hashed, expanded, decoded, and passed on as UTF-8 with line feeds as the only line ends."""

from __future__ import annotations

import bisect
import codecs
import contextlib
import hashlib
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orchestration.readers.layout import Layout

CHUNK = 1 << 20
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
LONGEST_MARK = max(map(len, OTHER_FORMATS))


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
    """Lines of the landed file before the first line of the spool."""
    skipped: list[int] = field(default_factory=list)
    """Lines further on that are no record and not in the spool: for each, how many lines of the spool come before it."""
    record_count: int = 0
    layout: Layout | None = None
    is_plain: bool = True
    """Whether quotes keep the CSV grammar and fields are as many as they should be, so that DuckDB may read it."""
    is_page: bool = False
    """Whether a page of JSON was made into lines: a carriage return then stands for a line end of the landed file."""

    def line(self, number: int) -> int:
        """The line of the landed file that a line of the spool was."""
        return self.header_lines + number + bisect.bisect_left(self.skipped, number)


class Undecodable(Exception):
    """The bytes are not text of this encoding."""

    def __init__(self, encoding: str, offset: int) -> None:
        super().__init__(encoding)
        self.encoding = encoding
        self.offset = offset


@contextlib.contextmanager
def hashed(descriptor: int, spool: Spool) -> Iterator[Received]:
    """The bytes of a landed file. All are hashed, whatever stops the reading: the ledger names the file by its hash."""
    found = Received(descriptor)
    try:
        yield found
    finally:
        found.drain()
        spool.file_sha256, spool.content_sha256 = found.file_sha256, found.content_sha256


def hash_file(descriptor: int, spool: Spool) -> None:
    """Note only the hashes of an open landed file."""
    with hashed(descriptor, spool):
        pass


class Received:
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


def normalised(content: Iterator[bytes], encodings: list[str], kind: str, spool: Spool) -> Iterator[bytes]:
    """UTF-8 with line feeds as the only line ends; `kind` is what the file should have been."""
    first = b""
    while len(first) < LONGEST_MARK and (more := next(content, None)):
        first += more
    for magic, what in OTHER_FORMATS.items():
        if first.startswith(magic):
            raise Refusal(f"not_{kind}", f"This is {what}. Export the table as text.")
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
        except UnicodeError as error:  # UTF-16 without its mark is refused without telling where
            raise Undecodable(encoding, offset - len(pending) + getattr(error, "start", 0)) from None
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
