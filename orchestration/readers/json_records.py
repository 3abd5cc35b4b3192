"""From one JSON object to a row of raw."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from json.encoder import encode_basestring
from typing import Any

from orchestration.feeds import Feed, snake_case
from orchestration.readers.delimited import some

Values = list[str | None]


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


class Places(dict):
    """Where a path of keys leads: the column, its position in raw (-1 where it is not declared), whether it takes JSON."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self.parents = {name[:end] for name in feed.columns for end in range(len(name)) if name[end] == "_"}
        """What objects may be called whose members are columns."""

    def __missing__(self, path: str) -> tuple[str, int, bool]:
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", path)
        name = self._feed.header_aliases.get(path) or snake_case(words) or "unnamed"
        position = self._feed.columns.index(name) if name in self._feed.columns else -1
        return self.setdefault(path, (name, position, position >= 0 and self._feed.types.get(name) == "json"))


def row_of(feed: Feed) -> Callable[[Any, str], Values]:
    """A function from the members of an object, and its text, to the values of the raw columns.

    Objects within it are flattened, their path joined with an underscore. A column of the type json takes arrays, and
    objects, as text.
    """
    places = Places(feed)
    parents = places.parents
    required = [feed.columns.index(name) for name in feed.required_columns]
    blank = [_ABSENT] * len(feed.columns)
    keeps = feed.keeps_unknown_columns

    def fill(row: list, unknown: dict[str, list[str]], nulls: list[str], members: Members, prefix: str) -> None:
        for key, value in members:
            path = prefix + key
            name, position, takes_json = places[path]
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
