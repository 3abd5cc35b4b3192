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
                    values = row(parsed(line), line)
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


def row_of(feed: Feed) -> Callable[[Any, str], Values]:
    """A function from the members of an object, and its text, to the values of the raw columns.

    Objects within it are flattened, their path joined with an underscore. A column of the type json takes arrays, and
    objects, as text.
    """
    positions = {name: position for position, name in enumerate(feed.columns)}
    parents = {name[:end] for name in feed.columns for end in range(len(name)) if name[end] == "_"}
    required = [positions[name] for name in feed.required_columns]
    blank = [_ABSENT] * len(positions)
    keeps = feed.keeps_unknown_columns
    plans: dict[str, tuple[str, int, bool]] = {}

    def plan(path: str) -> tuple[str, int, bool]:
        """The column that a path stands for, its position in raw (-1 where it is not declared), whether it takes JSON."""
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", path)
        name = feed.header_aliases.get(path) or snake_case(words) or "unnamed"
        return plans.setdefault(path, (name, positions.get(name, -1), feed.types.get(name) == "json"))

    def fill(row: list, unknown: dict[str, list[str]], nulls: list[str], members: Members, prefix: str) -> None:
        for key, value in members:
            path = prefix + key
            name, position, takes_json = plans.get(path) or plan(path)
            kind = type(value)
            if position >= 0:
                if kind is not str and kind is not Number and value is not None:
                    if takes_json:
                        value = _dumped(value)
                    elif kind is Members:
                        fill(row, unknown, nulls, value, path + ".")
                        continue
                    elif kind is bool:
                        value = "true" if value else "false"
                    else:
                        detail = f"The key {name} holds a list instead of one value; declare it as json."
                        raise BadRecord("nested_value", detail)
                if row[position] is not _ABSENT:
                    raise BadRecord("duplicate_key", f"Two keys lead to the column {name}.")
                row[position] = value
            elif kind is Members and value:
                fill(row, unknown, nulls, value, path + ".")
            elif name in parents and not value:
                nulls.append(f"{name}_")  # an object that is not there: so are its members
            elif not keeps:
                remedy = "Add it to `optional_columns` of the feed or map it in `header_aliases`."
                raise BadRecord("unknown_key", f"The key {name[:60]} is not declared. {remedy}")
            elif value or value is False:
                unknown.setdefault(name, []).append(_dumped(value))

    def row(members: Any, text: str) -> Values:
        if not isinstance(members, Members):
            raise BadRecord("not_an_object", "The record is JSON, but not an object.")
        found = blank.copy()
        unknown: dict[str, list[str]] = {}
        nulls: list[str] = []
        try:
            fill(found, unknown, nulls, members, "")
        except RecursionError:
            raise BadRecord("bad_json", "It is nested too deeply.") from None
        missing = [feed.columns[position] for position in required if found[position] is _ABSENT]
        if missing and (missing := [name for name in missing if not name.startswith(tuple(nulls))]):
            raise BadRecord("missing_key", f"Keys are missing: {some(missing)}.")
        values = [None if value is _ABSENT else value for value in found]
        if keeps:
            texts = [f'"{name}":' + (f"[{','.join(many)}]" if many[1:] else many[0]) for name, many in unknown.items()]
            values.append(f"{{{','.join(texts)}}}" if texts else None)
        if "\\u" in text:  # only an escape can bring in what is no character
            _refuse_no_characters(values)
        return values

    return row


_ABSENT = object()


def _dumped(value: Any) -> str:
    kind = type(value)
    if kind is Number:
        return value
    if kind is str:
        return encode_basestring(value)
    if kind is Members:
        return "{" + ",".join([f"{encode_basestring(key)}:{_dumped(item)}" for key, item in value]) + "}"
    if kind is list:
        return "[" + ",".join([_dumped(item) for item in value]) + "]"
    return "null" if value is None else "true" if value else "false"


def _refuse_no_characters(values: Values) -> None:
    for value in values:
        if value and "\0" in value:
            raise BadRecord("nul_bytes", "A value holds a NUL character.")
        if value and not value.isascii() and re.search("[\ud800-\udfff]", value):
            raise BadRecord("bad_json", "A value holds half of a surrogate pair, which is no character.")
