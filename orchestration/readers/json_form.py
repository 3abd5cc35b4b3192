"""JSON records of one form, which DuckDB may read because nothing in them can be read in two ways.

DuckDB rounds numbers, takes NaN and commas before a closing bracket for JSON, and passes over keys that it is not asked for and
over all but one of those that repeat. So the first records give a form: which keys, in which order, and what they hold. DuckDB
reads a file where the whole text of each record matches that form; commas that are missing or lead, and text that is no JSON
otherwise, DuckDB refuses itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from orchestration.feeds import SOURCE_ATTRIBUTES, Feed
from orchestration.readers.json_records import Members, Places
from orchestration.readers.layout import NOTHING, literal

_BLANK = r"[ \t\r]*"
# Escapes of control characters are left out: U+0000 is refused, and the others have several spellings.
_STRING = r'"(?:[^"\\]|\\[^u]|\\u(?:[^0]|0[^0]|00[^01]))*"'
# Numbers that DuckDB writes as they were: at most fifteen digits, and none that a shorter number or an exponent stands for.
_FRACTION = r"0\.0{0,3}[1-9](?:[0-9]{0,9}[1-9])?|[1-9][0-9]{0,8}\.[0-9]{0,5}[1-9]|(?:0|[1-9][0-9]{0,13})\.0"
_NUMBER = f"(?:0|-?[1-9][0-9]*|-?(?:{_FRACTION}))"
_WORD = f"{_STRING}|true|false|null"
_SCALAR = f"(?:{_WORD}|{_NUMBER})"


def _nested(depth: int) -> tuple[str, str]:
    """An array, and any value, with so many brackets within each other."""
    array, other = "", _WORD
    for _ in range(depth):
        member = f"{_STRING}{_BLANK}:{_BLANK}(?:{other}|{_NUMBER})"
        # DuckDB insists on the commas, but for that between two numbers, which without it are one.
        array = rf"\[(?:{_BLANK}{_NUMBER})?(?:{_BLANK},?{_BLANK}(?:{other})|{_BLANK},{_BLANK}{_NUMBER})*{_BLANK}\]"
        other = rf"{_WORD}|{array}|\{{(?:{_BLANK},?{_BLANK}{member})*{_BLANK}\}}"
    return array, f"(?:{other}|{_NUMBER})"


_ARRAY, _VALUE = _nested(3)


DEEPEST = 16  # objects within each other


class NoForm(Exception):
    """Records that have no form, or one that must be read record by record."""


class Form:
    """The form of some records: a pattern of their text, and what DuckDB makes of them."""

    def __init__(self, records: Sequence[Any], feed: Feed) -> None:
        self._feed = feed
        self._places = Places(feed)
        self._declared: dict[str, str] = {}
        self._unknown: dict[str, str] = {}
        if not all(isinstance(record, Members) for record in records):
            raise NoForm
        self._pattern, structure, _ = self._object(records, "", "form")
        self._structure = json.dumps(structure)
        if not set(feed.required_columns) <= self._declared.keys():
            raise NoForm

    def columns(self) -> str:
        """The columns of raw."""
        selected = [
            (f"nullif({self._declared[name]}, '')" if name in self._declared else NOTHING) + f' AS "{name}"'
            for name in self._feed.columns
        ]
        if self._feed.keeps_unknown_columns:
            members = [
                f"CASE WHEN {sql} NOT IN ('null', '\"\"', '[]', '{{}}') THEN '\"{name}\":' || {sql} END"
                for name, sql in self._unknown.items()
            ]
            joined = f"nullif('{{' || concat_ws(',', {', '.join(members)}) || '}}', '{{}}')" if members else NOTHING
            selected.append(f"{joined} AS {SOURCE_ATTRIBUTES}")
        return ", ".join(selected)

    def source(self, path: str) -> str:
        """The records of this form in a file of lines."""
        return (
            f"(SELECT json_transform(json, {literal(self._structure)}) AS form FROM read_ndjson_objects({literal(path)}) "
            f"WHERE regexp_full_match(json, {literal(self._pattern)}))"
        )

    def _object(self, objects: Sequence[Members], prefix: str, sql: str) -> tuple[str, Any, bool]:
        """Pattern and structure of some objects, and whether they hold what must be there."""
        order: list[str] = []
        values: dict[str, list] = {}
        for members in objects:
            position = 0
            for key, value in members:
                if key not in values:
                    order.insert(position, key)
                values.setdefault(key, []).append(value)
                position = order.index(key) + 1
        are_alike = len({key.lower() for key in order}) < len(order)  # DuckDB would not tell them apart
        if are_alike or prefix.count(".") > DEEPEST:
            raise NoForm
        pattern, structure, is_needed = "", {}, False
        for key in order:
            name = key.replace('"', '""')
            value, structure[key], must = self._member(prefix + key, values[key], f'{sql}."{name}"')
            text = re.escape(json.dumps(key, ensure_ascii=False))
            pattern += f"(?:{_BLANK},?{_BLANK}{text}{_BLANK}:{_BLANK}{value})" + ("" if must else "?")
            is_needed |= must
        return rf"\{{{pattern}{_BLANK}\}}", structure or "JSON", is_needed

    def _member(self, path: str, values: list, sql: str) -> tuple[str, Any, bool]:
        name, position, takes_json = self._places[path]
        kinds = {type(value) for value in values if value is not None}
        is_known = position >= 0 or self._feed.keeps_unknown_columns
        if Members in kinds and not takes_json:
            if len(kinds) > 1 or position >= 0 or not is_known and name not in self._places.parents:
                raise NoForm
            pattern, structure, must = self._object([value for value in values if value], f"{path}.", sql)
            return pattern if must else f"(?:null|{pattern})", structure, must
        if not is_known:
            if kinds or name not in self._places.parents:
                raise NoForm
            return "null", "JSON", False
        taken = self._unknown if position < 0 else self._declared
        if name in taken:
            raise NoForm
        taken[name] = sql
        if position < 0:
            return f"(?:{_SCALAR}|{_ARRAY})", "JSON", False
        return _VALUE if takes_json else _SCALAR, "VARCHAR", name in self._feed.required_columns
