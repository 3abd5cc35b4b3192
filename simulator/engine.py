"""What every part of the simulator stands on: parameters, seeded draws, and the database in which the world is played."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from simulator import draws

MEMORY_LIMIT = "250MB"
WEEKLY_SCALE = 100.0  # the largest company of which a week is played at once
SMALL_SCALE = 5.0  # the largest company that is played in one go, and of which two feeds at once fit the memory
THREADS = 1  # a second one takes memory and CPU time, and saves hardly any of the clock


@dataclass(frozen=True)
class Rate:
    """How often something is planted, from 0 (never) to `most`; `of` says of what."""

    name: str
    usual: float
    of: str
    most: float = 1.0


@dataclass(frozen=True)
class Parameters:
    """What to play. Equal parameters give equal bytes."""

    start: date = date(2026, 2, 2)
    days: int = 90
    scale: float = 1.0
    seed: int = 1
    rates: Mapping[str, float] = field(default_factory=dict, hash=False)
    """What is planted more or less often than usual, by the name of its rate."""

    def __post_init__(self) -> None:
        if self.days < 7:
            raise ValueError(f"--days {self.days}: a company needs at least 7 days")
        if not 0.01 <= self.scale <= 100_000:
            raise ValueError(f"--scale {self.scale}: between 0.01 and 100000, where 1 is a mid-size company")

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.start, datetime.min.time())

    @property
    def ends_at(self) -> datetime:
        """The moment at which the world is looked at: exports and truth know nothing later."""
        return self.starts_at + timedelta(days=self.days)


def spelled_out(query: str, **moments: datetime) -> str:
    """A query with its moments in place of `$` and their names."""
    for name, at in moments.items():
        query = re.sub(rf"\${name}\b", f"timestamp '{at}'", query)
    return query


class World:
    """The world being played: a DuckDB file with three schemas.

    `world` holds what happens, past the end of the period too; `planted` what was laid into it on purpose; `truth` what was true
    at the end of the period, each table described by a comment and written out beside the exports. All timestamps are UTC.
    In every query:

        draw(stream, key)              a uniform number in (0, 1), the same for the same seed, stream (a text) and key
        draw_normal, draw_exponential, draw_lognormal, draw_integer, chance, pick      what follows from it (draws.py)
        period_start(), period_end()   the first moment of the period and the first after it
        known(at)                      a moment as the truth knows it: null if it lies after the period
        exactly(share)                 a fraction as a decimal, whose sum is the same in any order
        in_zone(zone, at), from_zone(zone, local)                                      local time of a moment, and the way back
    """

    def __init__(self, parameters: Parameters, database: Path) -> None:
        self.parameters = parameters
        self.constants: dict[str, str] = {}
        self.path = database
        self._connect()
        self.run("create schema world; create schema truth; create schema planted")
        self.run(draws.macros(parameters.seed))
        self.run(f"create macro period_start() as timestamp '{parameters.starts_at}'")
        self.run(f"create macro period_end() as timestamp '{parameters.ends_at}'")
        self.run("create macro known(at_) as case when at_ < period_end() then at_ end")
        self.run("create macro exactly(share_) as cast(share_ as decimal(18, 15))")
        self.run("create macro in_zone(time_zone, at_) as timezone(time_zone, timezone('UTC', at_))")
        self.run("create macro from_zone(time_zone, local_) as timezone('UTC', timezone(time_zone, local_))")

    def _connect(self) -> None:
        spill = self.path.with_suffix(".spill")
        self.database = duckdb.connect(
            str(self.path), config={"memory_limit": MEMORY_LIMIT, "threads": THREADS, "temp_directory": str(spill)}
        )
        self._set_up()

    def _set_up(self) -> None:
        self.run("set timezone = 'UTC'")
        for name, value in self.constants.items():
            self.run(f"set variable {name} = {value}")

    @property
    def is_large(self) -> bool:
        return self.parameters.scale > SMALL_SCALE

    def rest(self) -> None:
        """Between two steps or feeds of a large company: let go of what was kept of every block read and of temporary tables,
        which takes more memory the longer the database stays open."""
        if self.is_large:
            self.database.close()
            self._connect()

    def constant(self, name: str, value: str) -> None:
        """Give the world a constant that queries read with getvariable(name): a list indexed is cheaper than a table joined."""
        self.constants[name] = value
        self.run(f"set variable {name} = {value}")

    def rate(self, rate: Rate) -> float:
        """How often something is planted in this world."""
        return self.parameters.rates.get(rate.name, rate.usual)

    def session(self) -> World:
        """The same world for another thread."""
        other = copy(self)
        other.database = self.database.cursor()
        other._set_up()
        return other

    def run(self, sql: str, *arguments: object) -> duckdb.DuckDBPyConnection:
        """Run SQL in the world; `?` stand for the arguments."""
        return self.database.execute(sql, list(arguments)) if arguments else self.database.execute(sql)

    def load(self, table: str, columns: str, rows: list[tuple]) -> None:
        """Create a small table from rows made in Python; `columns` is its definition, as in `id integer, name varchar`."""
        self.run(f"create table {table} ({columns})")
        if rows:
            # Columns at once: a statement per row takes a hundred times as long.
            columns_of_rows = [list(values) for values in zip(*rows, strict=True)]
            self.run(f"insert into {table} select {', '.join(['unnest(?)'] * len(columns_of_rows))}", *columns_of_rows)

    def truth(self, name: str, description: str, query: str, stretches: Sequence[tuple[datetime, datetime]] = ()) -> None:
        """Write down what is true: a table of schema `truth`. The description gives grain, units and what null means.

        What is too much at once is written stretch by stretch, each from $since (included) to $until (not) of the query.
        """
        queries = [spelled_out(query, since=since, until=until) for since, until in stretches] or [query]
        self.run(f"create table truth.{name} as {queries[0]}")
        for further in queries[1:]:
            self.run(f"insert into truth.{name} {further}")
        self.run(f"comment on table truth.{name} is '{description.replace(chr(39), chr(39) * 2)}'")

    def days(self, length: int, first: datetime | None = None) -> list[tuple[datetime, datetime]]:
        """The period, or the time since `first`, cut into stretches of days."""
        first, end = first or self.parameters.starts_at, self.parameters.ends_at
        cuts = [first + timedelta(days=n) for n in range(0, (end - first).days, length)]
        return [(cut, min(cut + timedelta(days=length), end)) for cut in cuts]

    def weeks(self) -> list[tuple[datetime, datetime]]:
        """The period cut into weeks, of a large company into fewer days: what is played stretch by stretch takes no more memory
        the longer the period and the larger the company."""
        return self.days(max(1, min(7, round(7 * WEEKLY_SCALE / self.parameters.scale))))
