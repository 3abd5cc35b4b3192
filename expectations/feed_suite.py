"""Suites of raw feeds: what every feed must keep, drawn from its declaration, plus what a feed adds.

Raw columns are text. A check looks at them as staging will: trimmed, with the feed's null values as absent. The rows
it reports carry file, row number and key, so that a data owner can find them in the file that was dropped.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache

from expectations.suite import Check, Severity, Suite, no_rows, not_empty, rows_where
from orchestration.feeds import Feed, load_feeds
from orchestration.workspace import PROJECT_ROOT

SEEDS = PROJECT_ROOT / "seeds" / "reference"

# Share of rows that may be unreadable before the feed is taken for broken rather than for untidy: a changed date
# format or a shifted column breaks far more, single typing errors far fewer.
TOLERATED_SHARE = 0.01


class FeedChecks:
    """The checks of one feed, drawn from its declaration."""

    def __init__(self, name: str) -> None:
        self.feed = _feeds()[name]

    def suite(self, *checks: Check) -> Suite:
        """The suite of this feed: the standard checks, then its own."""
        return Suite(
            asset=self.feed.name,
            stage="gate_1",
            owner=self.feed.owner,
            keys=tuple(dict.fromkeys(("_file_name", "_row_number", *self.feed.key))),
            checks=(*self._standard_checks(), *checks),
            feeds=(self.feed.name,),
        )

    def present(self, column: str) -> str:
        """SQL: the column holds a value."""
        return f"trim({column}) not in ({_literals(('', *self.feed.null_values))})"

    def filled(self, *columns: str, because: str, severity: Severity = "critical") -> list[Check]:
        """Columns without which the row is of no use are filled, but for a tolerated share."""
        return [
            rows_where(
                f"{column}_filled",
                f"not coalesce({self.present(column)}, false)",
                because,
                severity,
                column,
                TOLERATED_SHARE,
            )
            for column in columns
        ]

    def known(self, column: str, values: Sequence[str], because: str, severity: Severity = "warning") -> Check:
        """The column holds only values the models know, whatever their case."""
        known = _literals(sorted({value.lower() for value in values}))
        condition = f"{self.present(column)} and lower(trim({column})) not in ({known})"
        return rows_where(f"{column}_known", condition, because, severity, column)

    def numbers(self, *columns: str, minimum: float | None = None) -> list[Check]:
        """Columns hold numbers as people's exports write them (thousands separators, trailing minus)."""
        checks = []
        for column in columns:
            text = f"replace(trim({column}), ',', '')"
            number = f"try_cast(case when {text} like '%-' then '-' || replace({text}, '-', '') else {text} end"
            number += " as decimal(18, 4))"
            wrong = f"{number} is null" if minimum is None else f"coalesce({number} < {minimum}, true)"
            because = "More unreadable numbers than typing errors explain: the number format or a column has shifted."
            condition = f"{self.present(column)} and {wrong}"
            checks.append(rows_where(f"{column}_is_number", condition, because, "critical", column, TOLERATED_SHARE))
        return checks

    def timestamps(self, *columns: str) -> list[Check]:
        """Columns hold timestamps in the declared formats."""
        return [self._parses(column, f"trim({column})", self.feed.datetime_formats) for column in columns]

    def dates(self, *columns: str) -> list[Check]:
        """Columns hold dates in the declared formats."""
        return [self._parses(column, f"trim({column})", self.feed.date_formats) for column in columns]

    def _parses(self, column: str, text: str, formats: Sequence[str]) -> Check:
        condition = f"{self.present(column)} and try_strptime({text}, [{_literals(formats)}]) is null"
        because = "More unreadable times than typing errors explain: the export's date format has changed."
        return rows_where(f"{column}_parses", condition, because, "critical", column, TOLERATED_SHARE)

    def _standard_checks(self) -> list[Check]:
        feed = f"l.feed = '{self.feed.name}'"
        checks = [
            not_empty("A feed whose files were all refused would publish zeros as if they were facts."),
            no_rows(
                "rows_match_ledger",
                "select l.file_name, l.file_sha256, l.row_count, l.raw_count, l.quarantined_count, count(r._row_number)"
                " as rows_in_raw from landed_files l left join {batch} r on r._file_sha256 = l.file_sha256"
                f" where {feed} and l.status = 'loaded' group by all"
                " having l.raw_count <> count(r._row_number) or l.row_count <> l.raw_count + l.quarantined_count",
                "Every row of a landed file is in raw or in quarantine; anything else is silent loss.",
            ),
            no_rows(
                "no_refused_files",
                f"select file_name, file_sha256, reason from landed_files l where {feed} and status = 'refused'"
                " and not exists (select 1 from landed_files c where c.feed = l.feed and c.file_name = l.file_name"
                " and c.status = 'loaded' and c.loaded_at >= l.loaded_at)",
                "What is in a refused file is missing from every figure until a corrected export lands under its name.",
                "warning",
            ),
            no_rows(
                "no_quarantined_rows",
                f"select _file_name, _row_number, _line_number, reason from quarantined_rows where _feed = '{self.feed.name}'",
                "A quarantined row is missing from every figure until its file is corrected.",
                "warning",
            ),
            no_rows(
                "quarantined_share",
                "select sum(quarantined_count) as quarantined_rows, sum(row_count) as landed_rows from landed_files l"
                f" where {feed} and status = 'loaded'"
                f" having sum(quarantined_count) > {TOLERATED_SHARE} * sum(row_count)",
                "More rejected rows than single faults explain: the export is damaged and its figures incomplete.",
            ),
        ]
        named = [column for column in self.feed.key if not column.startswith("_")]
        if named:
            blank = " or ".join(f"coalesce(trim({column}), '') = ''" for column in named)
            checks += [
                rows_where("key_present", blank, "A row without its key is rejected and missing from every figure.", "warning"),
                rows_where(
                    "key_present_share",
                    blank,
                    "More rows without a key than single faults explain: a column has shifted.",
                    max_share=TOLERATED_SHARE,
                ),
                no_rows(
                    "key_once_per_file",
                    f"select _file_name, {', '.join(named)}, count(*) as row_count from {{batch}}"
                    f" where not ({blank}) group by all having count(*) > 1",
                    "Of repeated keys the latest version counts; within one file that is worth knowing.",
                    "info",
                ),
            ]
        return checks


@cache
def _feeds() -> dict[str, Feed]:
    return load_feeds()


def seed_values(seed: str, column: str, **where: str) -> list[str]:
    """The values of a column of a reference seed: what the models know is listed once."""
    with (SEEDS / f"{seed}.csv").open(newline="", encoding="utf-8") as file:
        return [row[column] for row in csv.DictReader(file) if where.items() <= row.items()]


def _literals(values: Sequence[str]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)
