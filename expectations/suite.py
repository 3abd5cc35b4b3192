"""What a suite is: plain data.

Listing the checks that should run, their severities and owners must not cost the import of Great Expectations, so a
suite names its expectations and the runner (`orchestration.gates`) builds them.

SQL in a check may use three placeholders: `{batch}` the table under test, `{keys}` the columns that identify one of
its rows, `{as_of_at}` the instant the run reports as of.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

from orchestration.feeds import load_feeds

Stage = Literal["gate_1", "gate_2"]
Severity = Literal["critical", "warning", "info"]

DATA_PLATFORM = "data-platform@opsfacts.example"
PROCUREMENT = "procurement-operations@opsfacts.example"
SUPPORT = "support-operations@opsfacts.example"
SAFETY = "trust-safety@opsfacts.example"
VENDOR = "vendor-management@opsfacts.example"

ROWS = "unexpected_rows"  # the expectation of this project that reports the rows a query finds


@dataclass(frozen=True)
class Check:
    """One expectation about a table, with the reason for it."""

    name: str
    expectation: str
    because: str
    severity: Severity = "critical"
    column: str | None = None
    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Suite:
    """The checks of one table: `asset` is the feed at gate 1, and `schema.table` at gate 2.

    `keys` are the columns shown of a failing row.
    """

    asset: str
    stage: Stage
    owner: str
    keys: tuple[str, ...]
    checks: tuple[Check, ...]
    table: str = ""
    """Where the rows are: by default the view of a feed's raw files, or the table in the build database."""

    def __post_init__(self) -> None:
        if not self.table:
            object.__setattr__(self, "table", f"raw.{self.asset}" if self.stage == "gate_1" else self.asset)

    def check_id(self, check: Check) -> str:
        """The stable name of a check, by which results, exceptions and asset checks refer to it."""
        return f"{self.asset}.{check.name}"


@cache
def load_suites(stage: Stage | None = None) -> tuple[Suite, ...]:
    """All suites: a module in the packages each, and for a feed that has none there, the one its declaration gives."""
    from expectations.feed_suite import FeedChecks

    marts, feeds = (
        {module.name: f"{package}.{module.name}" for module in pkgutil.iter_modules(importlib.import_module(package).__path__)}
        for package in ("expectations.marts", "expectations.feeds")
    )
    of_feeds = {name: importlib.import_module(path).SUITE for name, path in feeds.items()}
    of_feeds |= {name: FeedChecks(name).suite() for name in load_feeds() if name not in feeds}
    of_marts = [importlib.import_module(path).SUITE for _, path in sorted(marts.items())]
    suites = [suite for _, suite in sorted(of_feeds.items())]
    suites += [replace(suite, checks=(*suite.checks, no_email_address())) for suite in of_marts]
    check_ids = Counter(suite.check_id(check) for suite in suites for check in suite.checks)
    repeated = sorted(check_id for check_id, count in check_ids.items() if count > 1)
    if repeated:
        raise ValueError(f"Check ids must be unique; declared more than once: {', '.join(repeated)}")
    return tuple(suite for suite in suites if stage in (None, suite.stage))


def no_email_address() -> Check:
    """No column of a row holds an e-mail address. Every suite of gate 2 ends with this: persons are pseudonyms beyond staging."""
    return rows_where(
        "no_email_address",
        "regexp_matches(cast(b as varchar), '[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+[.][A-Za-z][A-Za-z]')",
        "An e-mail address in a published table makes known who did, asked or wrote something.",
    )


NOT_EMPTY = "An empty table would publish zeros as if they were facts."


def not_empty(because: str = NOT_EMPTY) -> Check:
    """The table has rows, whatever has landed."""
    return Check("not_empty", "expect_table_row_count_to_be_between", because, kwargs={"min_value": 1})


def filled_from(source: str) -> Check:
    """The table has rows if `source` has: what stands after `from` in a query whose rows all lead to rows of the table."""
    sql = f"select count(*) as source_rows from {source} having count(*) > 0 and not exists (select 1 from {{batch}})"
    return no_rows("not_empty", sql, NOT_EMPTY)


def accounted(fact: str) -> Check:
    """The fact has rows if its accounting expects some; not every company has every system, and staged rows may be left out."""
    return filled_from(
        "audit.reconciliation where stage = 'staging_to_fact' and measure = 'rows'"
        f" and split_part(object, ' to ', 2) = '{fact}' and left_value > excluded_value"
    )


def rows_where(
    name: str,
    condition: str,
    because: str,
    severity: Severity = "critical",
    column: str | None = None,
    max_share: float | None = None,
) -> Check:
    """No row fulfils `condition`; with `max_share`, not more than that share of the rows does."""
    sql = f"select {{keys}} from {{batch}} b where {condition}"
    if max_share is not None:
        sql = (
            f"with found as ({sql}) "
            f"select * from found where (select count(*) from found) > {max_share} * (select count(*) from {{batch}})"
        )
    return no_rows(name, f"{sql} order by all", because, severity, column)


def no_rows(name: str, sql: str, because: str, severity: Severity = "critical", column: str | None = None) -> Check:
    """The query finds nothing. It selects keys and counts only: what it finds is shown and kept as evidence."""
    return Check(name, ROWS, because, severity, column, {"unexpected_rows_query": sql})


def unique_grain(*columns: str) -> Check:
    """One row per grain, as the model documents it."""
    grain = ", ".join(columns)
    return no_rows(
        "grain_unique",
        f"select {grain}, count(*) as row_count from {{batch}} group by all having count(*) > 1 order by all",
        "A repeated grain row is counted twice in every metric built on the table.",
    )


def not_null(*columns: str) -> Check:
    """Each of the columns is filled in every row."""
    return rows_where(
        "required_filled",
        " or ".join(f"{column} is null" for column in columns),
        f"Without {', '.join(columns)} a row cannot be joined, counted or traced to its source.",
    )


def in_set(column: str, values: Sequence[str], because: str, severity: Severity = "critical") -> Check:
    """The column holds nothing but the values; null is allowed."""
    kwargs = {"value_set": sorted(values)}
    return Check(f"{column}_known", "expect_column_values_to_be_in_set", because, severity, column, kwargs)


def between(column: str, minimum: float | None, maximum: float | None, because: str, severity: Severity = "critical") -> Check:
    """The column lies within the bounds, both included; null is allowed."""
    kwargs = {k: v for k, v in (("min_value", minimum), ("max_value", maximum)) if v is not None}
    return Check(f"{column}_in_range", "expect_column_values_to_be_between", because, severity, column, kwargs)


def not_after_as_of(*columns: str) -> list[Check]:
    """No event lies after the instant the run reports as of."""
    return [
        rows_where(
            f"{column}_not_in_future",
            f"{column} > {{as_of_at}}",
            "An event after the as-of instant is a wrong clock, time zone or date format in the source.",
            column=column,
        )
        for column in columns
    ]


def in_order(earlier: str, later: str, because: str, severity: Severity = "critical") -> Check:
    """`later` never lies before `earlier`; null on either side is allowed."""
    return rows_where(f"{earlier}_to_{later}_in_order", f"{later} < {earlier}", because, severity, later)


def percentiles_in_order(lower: str, higher: str) -> Check:
    """A higher percentile is not lower, but for the rounding of its interpolation."""
    return rows_where(
        f"{lower}_to_{higher}_in_order",
        f"{higher} < {lower} - 1e-6",
        "A higher percentile cannot be lower.",
        column=higher,
    )


def references(column: str, table: str, referenced: str | None = None, severity: Severity = "critical") -> Check:
    """Every value of the column is found in the referenced table; null is allowed."""
    referenced = referenced or column
    return rows_where(
        f"{column}_resolves",
        f"{column} is not null and {column} not in (select {referenced} from {table} where {referenced} is not null)",
        f"A row without its partner in {table} drops out of, or distorts, every report that joins the two.",
        severity,
        column,
    )


def part_of_whole(numerator: str, denominator: str) -> Check:
    """A rate's numerator is between 0 and its denominator, and neither is missing."""
    return rows_where(
        f"{numerator}_within_{denominator}",
        f"{numerator} is null or {denominator} is null or {numerator} < 0 or {numerator} > {denominator}",
        "Rates roll up as sum over sum; a numerator outside its denominator makes a rate outside 0 to 1.",
        column=numerator,
    )
