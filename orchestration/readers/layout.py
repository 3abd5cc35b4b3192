"""From the fields of a record to the columns of raw, written once and used twice: as SQL for DuckDB, and in Python.

A file's layout says for each column where its value stands: in one field, as an array in several fields of the same header, or,
for what nobody declared, as members of an object. Fields are counted from 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Values = Sequence[str | None]


@dataclass(frozen=True)
class Array:
    """A JSON array of the fields that hold something; null if none does."""

    fields: tuple[int, ...]


@dataclass(frozen=True)
class Attributes:
    """A JSON object of the fields that hold something; a name that stands over several fields has an array."""

    members: Mapping[str, tuple[int, ...]]


Place = int | Array | Attributes | None


@dataclass(frozen=True)
class Kind:
    """The records of one kind: where each raw column is, in the order of raw, and which fields must be blank."""

    places: tuple[Place, ...]
    width: int
    blank: tuple[int, ...] = ()


@dataclass(frozen=True)
class Layout:
    """What the records of a file look like."""

    width: int
    """Fields in each record of the file; those beyond the width of its kind are padding."""
    kinds: Mapping[str | None, Kind]
    """By the first field of the record; by None where all records are of one kind."""
    sql: Callable[[str], str] | None = None
    """How a field is stripped of what the format wraps around it, for DuckDB ..."""
    strip: Callable[[str], str] | None = None
    """... and in Python."""


def places(
    names: Sequence[str], columns: Sequence[str], first: int = 1, arrays: Sequence[str] = (), keeps: bool = False
) -> tuple:
    """Where each column stands in a record whose fields, from the `first` on, have these names."""
    fields: dict[str, tuple[int, ...]] = {}
    for number, name in enumerate(names, first):
        fields[name] = (*fields.get(name, ()), number)
    found: list[Place] = [
        Array(fields[name]) if name in arrays and name in fields else fields.get(name, (None,))[0] for name in columns
    ]
    if keeps:
        declared = set(columns)
        unknown = {name: numbers for name, numbers in fields.items() if name not in declared}
        found.append(Attributes(unknown) if unknown else None)
    return tuple(found)


# ---------------------------------------------------------------- for DuckDB


def projection(layout: Layout, columns: Sequence[str]) -> tuple[str, str]:
    """SQL that makes the raw columns from the fields c1, c2, ... and the condition that a record of the layout fulfils."""
    kinds = list(layout.kinds.items())
    if None in layout.kinds:
        kind = layout.kinds[None]
        selected = [f'{_sql(layout, place)} AS "{name}"' for name, place in zip(columns, kind.places, strict=True)]
        return ", ".join(selected), _blank(layout, kind.blank)
    selected = []
    for position, name in enumerate(columns):
        by_sql: dict[str, list[str]] = {}
        for first, kind in kinds:
            by_sql.setdefault(_sql(layout, kind.places[position]), []).append(first)
        if len(by_sql) == 1:
            (expression,) = by_sql
        else:
            cases = [f"WHEN {_is(literals)} THEN {sql}" for sql, literals in by_sql.items() if sql != NOTHING]
            expression = f"CASE {' '.join(cases)} END"
        selected.append(f'{expression} AS "{name}"')
    blank: dict[str, list[str]] = {}
    for first, kind in kinds:
        blank.setdefault(_blank(layout, kind.blank) if kind.width <= layout.width else "false", []).append(first)
    return ", ".join(selected), " OR ".join(f"({_is(literals)} AND {condition})" for condition, literals in blank.items())


NOTHING = "NULL::VARCHAR"


def _is(literals: list[str]) -> str:
    return f"c1 IN ({', '.join(map(literal, literals))})"


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _sql(layout: Layout, place: Place) -> str:
    if place is None:
        return NOTHING
    if isinstance(place, int):
        return _field(layout, place)
    if isinstance(place, Array):
        return _listed(layout, place.fields)
    members = [
        f"'\"{name}\":' || "
        + (_listed(layout, numbers) if len(numbers) > 1 else f"to_json({_field(layout, numbers[0])})::VARCHAR")
        for name, numbers in place.members.items()
    ]
    numbers = [number for member in place.members.values() for number in member]
    any_is_there = f"coalesce({', '.join(_field(layout, number) for number in numbers)})"
    return f"CASE WHEN {any_is_there} IS NOT NULL THEN '{{' || concat_ws(',', {', '.join(members)}) || '}}' END"


def _field(layout: Layout, number: int) -> str:
    if number > layout.width:
        return NOTHING
    return f"nullif({layout.sql(f'c{number}')}, '')" if layout.sql else f"c{number}"


def _listed(layout: Layout, numbers: Sequence[int]) -> str:
    items = ", ".join(f"to_json({_field(layout, number)})::VARCHAR" for number in numbers)
    return f"nullif('[' || concat_ws(',', {items}) || ']', '[]')"


def _blank(layout: Layout, numbers: Sequence[int]) -> str:
    return " AND ".join(f"{_field(layout, n)} IS NULL" for n in numbers if n <= layout.width) or "true"


# ---------------------------------------------------------------- in Python


class Arranged:
    """Records of a layout as rows of raw."""

    def __init__(self, layout: Layout) -> None:
        self._strip = layout.strip
        self._width = layout.width
        self._layout = layout
        self._single = layout.kinds.get(None)
        self._in_order = {first: kind.places == tuple(range(1, kind.width + 1)) for first, kind in layout.kinds.items()}

    def row(self, values: list[str]) -> tuple[Values, tuple[str, str] | None]:
        """The values of the raw columns, or reason and detail of what is wrong with the record."""
        first = None if self._single else values[0]
        kind = self._single or self._layout.kinds.get(first)
        if kind is None:
            known = ", ".join(map(str, self._layout.kinds))
            return (), ("unknown_record_type", f"Its first field is none of {known}. Declare it in `records` of the feed.")
        if len(values) != kind.width and (len(values) != self._width or kind.width > self._width):
            return (), ("ragged_row", f"{len(values)} fields instead of {kind.width}.")
        if self._strip:
            values = [self._strip(value) for value in values]
        if kind.blank and any(values[number - 1] for number in kind.blank if number <= len(values)):
            return (), ("ragged_row", f"It holds more than the {kind.width} fields of its kind.")
        if self._in_order[first]:
            return values, None
        return [_value(values, place) for place in kind.places], None


def _value(values: Values, place: Place) -> str | None:
    if place is None:
        return None
    if isinstance(place, int):
        return values[place - 1] if place <= len(values) else None
    if isinstance(place, Array):
        return f"[{','.join(_items(values, place.fields))}]" if any(_items(values, place.fields)) else None
    members = []
    for name, numbers in place.members.items():
        if items := list(_items(values, numbers)):
            members.append(f'"{name}":' + (f"[{','.join(items)}]" if len(numbers) > 1 else items[0]))
    return f"{{{','.join(members)}}}" if members else None


# Control characters as DuckDB writes them, with capital digits, so that both ways give the same text.
_ESCAPES = {n: f"\\u{n:04X}" for n in range(32)} | {ord(c): f"\\{e}" for c, e in zip('\b\f\n\r\t"\\', 'bfnrt"\\', strict=True)}


def _json_string(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _items(values: Values, numbers: Sequence[int]) -> Iterator[str]:
    return (_json_string(values[n - 1]) for n in numbers if n <= len(values) and values[n - 1])
