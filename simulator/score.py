"""What the warehouse found, against what was planted: per fact and system, how many records are exact, off, missed and invented.

A difference is either explained by a declared loss (what a system's format cannot carry) or a defect. A declared loss that loses
nothing is a defect too, so that the list stays true.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

from orchestration.pseudonyms import load_key

EXAMPLES = 3


@dataclass(frozen=True)
class Loss:
    """What a format cannot carry: whole records (`column` is `*`) or a column of them, in which system, and why."""

    system: str
    column: str
    why: str
    where: str = "true"  # which of the true records, in SQL over the truth's columns


@dataclass(frozen=True)
class Comparison:
    """One fact or metric and the truth it must equal.

    `found` and `truth` are queries with the same columns, over the warehouse (its schemas as they are published) and over the
    folder of truth (schema `truth`): `source_system`, the columns of `key`, then what must be equal. In both,
    `pseudonym(domain, value)` is what the warehouse makes of a personal value.
    """

    name: str
    key: tuple[str, ...]
    found: str
    truth: str
    losses: tuple[Loss, ...] = ()


@dataclass
class Score:
    """How one system's records of one comparison fared. `explained` are those of off and missed that a loss explains."""

    comparison: str
    source_system: str
    count: int
    exact: int
    off: int
    missed: int
    invented: int
    explained: int
    differences: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)

    @property
    def unexplained(self) -> int:
        return self.off + self.missed + self.invented - self.explained


def score(warehouse: Path, home: Path, truth: Path, comparisons: Iterable[Comparison]) -> list[Score]:
    """Score a published database against a folder of truth. `home` is the warehouse whose key made the pseudonyms."""
    from orchestration.dbt_plugin import register  # brings all of dbt, which whoever plays a world has no use for

    with duckdb.connect() as connection:
        connection.execute(f"attach '{warehouse}' as warehouse (read_only)")
        register(connection, load_key(home))
        return score_in(connection, "warehouse", truth, comparisons)


def score_in(connection: duckdb.DuckDBPyConnection, catalog: str, truth: Path, comparisons: Iterable[Comparison]) -> list[Score]:
    """Score the facts that a connection holds in a catalog, where `pseudonym` is known."""
    connection.execute("attach ':memory:' as scoring; create schema scoring.truth")
    for file in sorted(truth.glob("*.parquet")):
        connection.execute(f"create view scoring.truth.{file.stem} as from read_parquet('{file}')")
    return [found for comparison in comparisons for found in _compare(connection, catalog, comparison)]


def _compare(connection: duckdb.DuckDBPyConnection, catalog: str, comparison: Comparison) -> list[Score]:
    connection.execute(f"use {catalog}")
    connection.execute(f"create or replace temp table found as {comparison.found}")
    connection.execute("use scoring")
    connection.execute(f"create or replace temp table expected as {comparison.truth}")
    columns = [name for (name,) in connection.execute("select column_name from (describe expected)").fetchall()]
    others = [name for (name,) in connection.execute("select column_name from (describe found)").fetchall()]
    if columns != others:
        raise ValueError(f"{comparison.name}: the warehouse's columns are {others}, the truth's {columns}")
    key = ("source_system", *(name for name in comparison.key if name != "source_system"))
    values = [name for name in columns if name not in key]
    for table in ("found", "expected"):
        twice = connection.execute(f"select {', '.join(key)} from {table} group by all having count(*) > 1 limit 1").fetchone()
        if twice:
            raise ValueError(f"{comparison.name}: {twice} is not one record in {table}")
    same = " and ".join(f"expected.{name} is not distinct from found.{name}" for name in key)
    # A loss counts only in the true records that it says, so that nothing else hides behind it.
    lost = [
        " or ".join(f"(source_system = '{loss.system}' and ({loss.where}))" for loss in comparison.losses if loss.column == name)
        for name in ["*", *values]
    ]
    conditions = ", ".join(f"coalesce({condition or 'false'}, false) as lost_{number}" for number, condition in enumerate(lost))
    off = ", ".join(f"expected.{name} is distinct from found.{name} as off_{name}" for name in values)
    known = ", ".join(f"coalesce(lost_{number}, false) as lost_{number}" for number in range(len(lost)))
    connection.execute(f"""
        create or replace temp table compared as
        select coalesce(expected.source_system, found.source_system) as system,
            expected.source_system is null as is_invented, found.source_system is null as is_missed,
            {known}{", " + off if off else ""},
            {", ".join(f"coalesce(expected.{name}, found.{name}) as {name}" for name in key)},
            {", ".join(f"expected.{name} as true_{name}, found.{name} as found_{name}" for name in values) or "null as nothing"}
        from (select *, {conditions} from expected) as expected full join found on {same}
    """)
    any_off = " or ".join(f"off_{name}" for name in values) or "false"
    any_unexplained = " or ".join(f"(off_{name} and not lost_{n})" for n, name in enumerate(values, 1)) or "false"
    matched = "not is_invented and not is_missed"
    systems = connection.execute(f"""
        select system, count(*) filter (where not is_invented),
            count(*) filter (where {matched} and not ({any_off})), count(*) filter (where {matched} and ({any_off})),
            count(*) filter (where is_missed), count(*) filter (where is_invented),
            count(*) filter (where {matched} and ({any_off}) and not ({any_unexplained}))
                + count(*) filter (where is_missed and lost_0)
        from compared group by 1 order by 1
    """).fetchall()
    return [
        Score(
            comparison.name,
            *row,
            differences=_differences(connection, row[0], key, values),
            losses=_losses(connection, comparison, row[0], values),
        )
        for row in systems
    ]


def _differences(connection: duckdb.DuckDBPyConnection, system: str, key: tuple[str, ...], values: list[str]) -> list[str]:
    """What is not explained, in words, with a few records of each kind."""
    shown = "concat_ws(' ', " + ", ".join(f"cast({name} as varchar)" for name in key[1:] or key) + ")"
    kinds = [("missed", "is_missed and not lost_0", "''"), ("invented", "is_invented", "''")]
    kinds += [
        (f"{name} off", f"not is_missed and not is_invented and off_{name} and not lost_{n}",
         f"': ' || coalesce(cast(found_{name} as varchar), 'null') || ' for ' || coalesce(cast(true_{name} as varchar), 'null')")
        for n, name in enumerate(values, 1)
    ]  # fmt: skip
    found = []
    for kind, condition, values_shown in kinds:
        count, examples = connection.execute(
            f"select count(*), list({shown} || {values_shown} order by {shown})[:{EXAMPLES}] "
            f"from compared where system = ? and {condition}",
            [system],
        ).fetchone()
        if count:
            found.append(f"{count} {kind}: {'; '.join(examples)}")
    return found


def _losses(connection: duckdb.DuckDBPyConnection, comparison: Comparison, system: str, values: list[str]) -> list[str]:
    """The declared losses of a system, each with how many records it cost; one that cost none of the records it is about says
    so."""
    found = []
    for loss in comparison.losses:
        if loss.system == system:
            number = 0 if loss.column == "*" else 1 + values.index(loss.column)
            condition = (
                "is_missed and lost_0"
                if loss.column == "*"
                else f"not is_missed and not is_invented and off_{loss.column} and lost_{number}"
            )
            cost = connection.execute(f"select count(*) from compared where system = ? and {condition}", [system]).fetchone()[0]
            about = connection.execute(
                f"select count(*) from expected where source_system = ? and ({loss.where})", [system]
            ).fetchone()[0]
            if cost or about:
                found.append(f"{loss.column} ({cost} records): {loss.why}" if cost else f"NOT LOST {loss.column}: {loss.why}")
    return found


def is_clean(scores: Iterable[Score]) -> bool:
    """Whether everything is exact but for losses that really lose something."""
    return all(s.unexplained == 0 and not any(loss.startswith("NOT LOST") for loss in s.losses) for s in scores)


def report(scores: list[Score]) -> str:
    """The table of scores, then what is off and what is lost."""
    head = ("fact or metric", "system", "count", "exact", "off", "missed", "invented", "explained")
    rows = [
        (s.comparison, s.source_system, *(f"{n:,}" for n in (s.count, s.exact, s.off, s.missed, s.invented, s.explained)))
        for s in scores
    ]
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    text = [
        "  ".join(
            cell.ljust(width) if n < 2 else cell.rjust(width) for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in [head, *rows]
    ]
    for title, of in (("Not explained", lambda s: s.differences), ("What the formats cannot carry", lambda s: s.losses)):
        found = [f"  {s.comparison}, {s.source_system}: {line}" for s in scores for line in of(s)]
        text += ["", f"{title}:", *(found or ["  nothing"])]
    return "\n".join(text)


def as_json(scores: list[Score]) -> str:
    """The same for machines."""
    return json.dumps([{**asdict(s), "unexplained": s.unexplained} for s in scores], indent=1)


def compare_columns(
    fact: str,
    truth: str,
    key: tuple[str, ...],
    columns: Mapping[str, str] | Iterable[str],
    losses: tuple[Loss, ...] = (),
    where: str = "true",
) -> Comparison:
    """A comparison of columns that fact and truth call the same, or of fact columns with expressions over the truth."""
    pairs = dict(columns) if isinstance(columns, Mapping) else {name: name for name in columns}
    names = [name for name in ("source_system", *key) if name != "source_system" or "source_system" not in key]
    return Comparison(
        name=fact.split(".")[-1],
        key=key,
        found=f"select {', '.join([*names, *pairs])} from {fact} where {where}",
        truth=f"select {', '.join(names + [f'{expression} as {name}' for name, expression in pairs.items()])} from truth.{truth}",
        losses=losses,
    )
