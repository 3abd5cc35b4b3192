"""JSON: one object per line, and from an object to a row of raw."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from json.encoder import encode_basestring
from typing import Any

from orchestration.feeds import Feed, snake_case
from orchestration.readers.delimited import Catalog, FieldCounter, Record, some
from orchestration.readers.received import Refusal, Spool

Values = list[str | None]


class JsonLines:
    """Reads one JSON object per line, in Python: DuckDB rounds numbers, and takes as JSON what is none."""

    kind = "jsonl"

    def take(self, text: Iterator[bytes], feed: Feed, catalog: Catalog, spool: Spool) -> None:
        """Write the lines to the spool and count them."""
        counter = FieldCounter(None)
        with open(spool.path, "wb") as body:
            for chunk in text:
                counter.add(chunk)
                body.write(chunk)
        counter.finish()
        spool.record_count = counter.records
        if counter.records == 0:
            raise Refusal("empty_file", "The file has no record. Check the export.")

    def records(self, spool: Spool, feed: Feed) -> Iterator[Record]:
        """The records of a spool one by one; those that break a rule with the rule they broke."""
        row = row_of(feed)
        seen_object = False
        number = 0
        with open(spool.path, encoding="utf-8", newline="\n") as body:
            for line_number, line in enumerate(body, 1):
                if line == "\n":
                    continue
                number += 1
                problem = None
                values: Values = []
                try:
                    values = row(parsed(line))
                    seen_object = True
                except BadRecord as bad:
                    seen_object = seen_object or bad.reason not in ("bad_json", "not_an_object")
                    problem = (line_number, bad.reason, bad.detail, line)
                yield number, len(line), values, problem
        if not seen_object:
            raise Refusal(f"not_{self.kind}", "Not one line is a JSON object. Export one JSON object per line.")


class BadRecord(Exception):
    """One record breaks a rule."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class Members(list):
    """The members of a JSON object in order, repeated keys included."""


class Number(str):
    """A number as it was written: 1.10 is not 1.1, and a long id is not a float."""

    __slots__ = ()


def _no_constant(name: str) -> None:
    raise ValueError(name)


decoder = json.JSONDecoder(object_pairs_hook=Members, parse_float=Number, parse_int=Number, parse_constant=_no_constant)


def parsed(text: str) -> Any:
    """One JSON value."""
    if text.startswith("["):  # not parsed: it may be a whole table in one array
        raise BadRecord("not_an_object", "The record is a JSON array.")
    try:
        return decoder.decode(text)
    except (ValueError, RecursionError):
        raise BadRecord("bad_json", "The record is not valid JSON.") from None


def row_of(feed: Feed) -> Callable[[Any], Values]:
    """A function from the members of an object to the values of the raw columns.

    Objects within it are flattened, their path joined with an underscore. A column of the type json takes arrays, and
    objects, as text.
    """
    declared = frozenset(feed.columns)
    as_json = {name for name, kind in feed.types.items() if kind == "json"}
    parents = {name[:end] for name in feed.columns for end in range(len(name)) if name[end] == "_"}
    columns = feed.columns
    required = feed.required_columns
    keeps = feed.keeps_unknown_columns
    names: dict[str, str] = {}

    def name_of(path: str) -> str:
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", path)
        return names.setdefault(path, feed.header_aliases.get(path) or snake_case(words) or "unnamed")

    def fill(row: dict[str, str | None], unknown: dict[str, list[str]], members: Members, prefix: str) -> None:
        for key, value in members:
            path = prefix + key
            name = names.get(path) or name_of(path)
            if name in declared:
                if name in as_json:
                    value = value if value is None or isinstance(value, str) else _text(name, value)
                elif isinstance(value, Members):
                    fill(row, unknown, value, path + ".")
                    continue
                elif isinstance(value, list):
                    raise BadRecord("nested_value", f"The key {name} holds a list instead of one value; declare it as json.")
                elif value is True or value is False:
                    value = "true" if value else "false"
                if name in row:
                    raise BadRecord("duplicate_key", f"Two keys lead to the column {name}.")
                if value and not value.isascii() or value and "\0" in value:
                    _check(name, value)
                row[name] = value
            elif isinstance(value, Members) and value:
                fill(row, unknown, value, path + ".")
            elif name in parents and (value is None or value == []):
                row[name] = None  # an object that is not there: so are its members
            elif not keeps:
                remedy = "Add it to `optional_columns` of the feed or map it in `header_aliases`."
                raise BadRecord("unknown_key", f"The key {name[:60]} is not declared. {remedy}")
            elif value not in (None, "", []):
                unknown.setdefault(name, []).append(_text(name, value))

    def row(members: Any) -> Values:
        if not isinstance(members, Members):
            raise BadRecord("not_an_object", "The record is JSON, but not an object.")
        found: dict[str, str | None] = {}
        unknown: dict[str, list[str]] = {}
        try:
            fill(found, unknown, members, "")
        except RecursionError:
            raise BadRecord("bad_json", "It is nested too deeply.") from None
        if not all(name in found for name in required):
            absent = [name for name in found if name not in declared]
            missing = [n for n in required if n not in found and not any(n.startswith(f"{parent}_") for parent in absent)]
            if missing:
                raise BadRecord("missing_key", f"Keys are missing: {some(missing)}.")
        values = [found.get(name) for name in columns]
        if keeps:
            texts = [f'"{name}":' + (f"[{','.join(many)}]" if many[1:] else many[0]) for name, many in unknown.items()]
            values.append(f"{{{','.join(texts)}}}" if texts else None)
        return values

    return row


def _text(column: str, value: Any) -> str:
    text = _dumped(value)
    if not text.isascii():
        _check(column, text)
    return text


def _dumped(value: Any) -> str:
    if isinstance(value, Number):
        return value
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, Members):
        return "{" + ",".join([f"{encode_basestring(key)}:{_dumped(item)}" for key, item in value]) + "}"
    if isinstance(value, list):
        return "[" + ",".join([_dumped(item) for item in value]) + "]"
    return "null" if value is None else "true" if value else "false"


def _check(column: str, value: str) -> None:
    if "\0" in value:
        raise BadRecord("nul_bytes", f"The key {column} holds a NUL character.")
    if re.search("[\ud800-\udfff]", value):
        raise BadRecord("bad_json", f"The key {column} holds half of a surrogate pair, which is no character.")
