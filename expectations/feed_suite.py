"""Suites of raw feeds: what every feed must keep, drawn from its declaration, plus what a feed adds.

Raw columns are text. A check looks at them as staging will: trimmed, with the feed's null values as absent, by the formats
of the delivery that the row came in. The rows it reports carry file, row number and key, so that a data owner can find them
in the file that was dropped.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence

from expectations.suite import Check, Severity, Suite, no_rows, not_empty, rows_where
from orchestration.feeds import PRIVATE_TYPES, RECORD_TYPE, Feed, RecordType, load_feeds
from orchestration.workspace import PROJECT_ROOT

SEEDS = PROJECT_ROOT / "seeds" / "reference"

# Share of rows that may be unreadable before the feed is taken for broken rather than for untidy: a changed date
# format or a shifted column breaks far more, single typing errors far fewer.
TOLERATED_SHARE = 0.01

BOOLEANS = ("true", "t", "yes", "y", "x", "1", "false", "f", "no", "n", "0")  # as macros/staging.sql reads them


class FeedChecks:
    """The checks of one feed, drawn from its declaration."""

    def __init__(self, name: str) -> None:
        self.feed = load_feeds()[name]

    def suite(self, *checks: Check) -> Suite:
        """The suite of this feed: the standard checks and those of its column types, then its own, which replace their like."""
        own = {check.name for check in checks}
        standard = [check for check in (*self._standard_checks(), *self._type_checks()) if check.name not in own]
        keys = self._shown(column for keyed in self._keyed() for column in keyed.key)
        return Suite(
            asset=self.feed.name,
            stage="gate_1",
            owner=self.feed.owner,
            keys=tuple(dict.fromkeys(("_file_name", "_row_number", *keys))),
            checks=(*standard, *checks),
        )

    def present(self, column: str) -> str:
        """SQL: the column holds a value."""
        return self._by_delivery(lambda form: f"trim({column}) not in ({_literals(('', *form.null_values))})")

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
        """Columns hold numbers as people's exports write them (thousands separators, trailing minus, parentheses)."""
        because = "More unreadable numbers than typing errors explain: the number format or a column has shifted."
        checks = []
        for column in columns:
            number = self._by_delivery(lambda form, column=column: _number(column, form.decimal_separator))
            wrong = f"{number} is null" if minimum is None else f"coalesce({number} < {minimum}, true)"
            checks.append(self._readable(f"{column}_is_number", column, wrong, because))
        return checks

    def timestamps(self, *columns: str) -> list[Check]:
        """Columns hold timestamps in the declared formats."""
        return [self._parses(column, lambda form: form.datetime_formats) for column in columns]

    def dates(self, *columns: str) -> list[Check]:
        """Columns hold dates in the declared formats."""
        return [self._parses(column, lambda form: form.date_formats) for column in columns]

    def _parses(self, column: str, formats: Callable[[Feed], Sequence[str]]) -> Check:
        parses = self._by_delivery(lambda form: _time_parses(f"trim({column})", formats(form)))
        because = "More unreadable times than typing errors explain: the export's date format has changed."
        return self._readable(f"{column}_parses", column, f"not ({parses})", because)

    def _readable(self, name: str, column: str, wrong: str, because: str) -> Check:
        return rows_where(name, f"{self.present(column)} and {wrong}", because, "critical", column, TOLERATED_SHARE)

    def _by_delivery(self, expression: Callable[[Feed], str]) -> str:
        """SQL of the delivery that a row came in."""
        found = {form.delivery: expression(form) for form in self.feed.forms}
        if len(set(found.values())) == 1:
            return next(iter(found.values()))
        cases = " ".join(f"when '{delivery}' then {sql}" for delivery, sql in found.items())
        return f"(case _delivery {cases} end)"

    def _shown(self, columns: Iterable[str]) -> list[str]:
        """Columns that results, which are kept as evidence, may show: a key may hold an account, an address, or JSON with one."""
        return [column for column in columns if self.feed.types.get(column) not in (*PRIVATE_TYPES, "json")]

    def _keyed(self) -> Sequence[Feed | RecordType]:
        """What has a key: the feed, or each record type in it."""
        return tuple(self.feed.records.values()) or (self.feed,)

    def _type_checks(self) -> list[Check]:
        """Columns hold what their declared type says."""
        checks = []
        for column, kind in self.feed.types.items():
            text = f"trim({column})"
            if kind in ("decimal", "integer"):
                checks += self.numbers(column)
            elif kind == "timestamp":
                checks += self.timestamps(column)
            elif kind == "date":
                checks += self.dates(column)
            elif kind == "double":
                because = "More unreadable numbers than typing errors explain: the number format or a column has shifted."
                checks.append(self._readable(f"{column}_is_number", column, f"try_cast({text} as double) is null", because))
            elif kind == "id":
                because = "A spreadsheet has rounded identifiers to powers of ten: what they referred to is lost."
                condition = f"regexp_matches({text}, '^[0-9]+[.]?[0-9]*[eE][+][0-9]+$')"
                checks.append(rows_where(f"{column}_intact", condition, because, "critical", column, TOLERATED_SHARE))
            elif kind == "boolean":
                because = "More unreadable flags than typing errors explain: the export writes them in another way."
                checks.append(
                    self._readable(f"{column}_is_boolean", column, f"lower({text}) not in ({_literals(BOOLEANS)})", because)
                )
            elif kind == "json":
                because = "More broken JSON than single faults explain: what it holds would be missing from every figure."
                checks.append(self._readable(f"{column}_is_json", column, f"not json_valid({text})", because))
        return checks

    def _standard_checks(self) -> list[Check]:
        feed = f"l.feed = '{self.feed.name}'"
        checks = [
            not_empty("A feed whose files were all refused would publish zeros as if they were facts."),
            no_rows(
                "rows_match_ledger",
                "select l.file_name, l.file_sha256, l.row_count, l.raw_count, l.quarantined_count, count(r._row_number)"
                " as rows_in_raw from landed_files l"
                " left join {batch} r on r._file_sha256 = l.file_sha256 and r._file_name = l.file_name"
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
        named = [(keyed, [name for name in keyed.key if not name.startswith("_")]) for keyed in self._keyed()]
        if named := [(keyed, columns) for keyed, columns in named if columns]:
            blank = " or ".join(f"({_is_of(keyed)}({_blank(columns)}))" for keyed, columns in named)
            repeated = " union all ".join(
                f"select {', '.join(['_file_name', *_key(keyed, self._shown(columns))])}, count(*) as row_count from {{batch}}"
                f" where {_is_of(keyed)}not ({_blank(columns)}) group by _file_name, {', '.join(columns)} having count(*) > 1"
                for keyed, columns in named
            )
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
                    repeated,
                    "Of repeated keys the latest version counts; within one file that is worth knowing.",
                    "info",
                ),
            ]
        return checks


def _is_of(record: Feed | RecordType) -> str:
    return f"{RECORD_TYPE} in ({_literals(record.types)}) and " if isinstance(record, RecordType) else ""


def _key(record: Feed | RecordType, columns: Sequence[str]) -> Sequence[str]:
    """SQL: the key columns; as one text where keys of several record types stand below each other."""
    if isinstance(record, RecordType):
        return f"'{record.name}' as record", f"concat_ws('|', {', '.join(columns)}) as key"
    return columns


def _blank(columns: Sequence[str]) -> str:
    return " or ".join(f"coalesce(trim({column}), '') = ''" for column in columns)


def _number(column: str, decimal_separator: str) -> str:
    """SQL: the number in a text, null where there is none or where thousands are separated after the decimal separator."""
    thousands = "," if decimal_separator == "." else "."
    text = f"replace(replace(replace(trim({column}), ' ', ''), chr(160), ''), '{thousands}', '')"
    if decimal_separator == ",":
        text = f"replace({text}, ',', '.')"
    return (
        f"try_cast(case when trim({column}) like '%{decimal_separator}%{thousands}%' then null"
        f" when {text} like '%-' then '-' || replace({text}, '-', '')"
        f" when {text} like '(%)' then '-' || substring({text}, 2, length({text}) - 2) else {text} end as decimal(18, 4))"
    )


def _time_parses(text: str, formats: Sequence[str]) -> str:
    """SQL: one of the formats fits; the spellings are those of the declaration."""
    tests = []
    if "iso" in formats:
        # No quantifiers: Great Expectations takes braces in a query for placeholders of its own.
        with_colon = f"regexp_replace({text}, '([+-][0-9][0-9])([0-9][0-9])$', '\\1:\\2')"
        offset = f"regexp_matches({text}, '(Z|[+-][0-9][0-9](:?[0-9][0-9])?)$') and length({text}) > 11"
        tests.append(
            f"case when {offset} then try_cast({with_colon} as timestamptz) is not null"
            f" else try_cast({text} as timestamp) is not null end"
        )
    if {"epoch_seconds", "epoch_millis"} & set(formats):
        tests.append(f"try_cast({text} as decimal(20, 6)) is not null")
    if spelled := [name for name in formats if name not in ("iso", "epoch_seconds", "epoch_millis")]:
        tests.append(f"try_strptime({text}, [{_literals(spelled)}]) is not null")
    return " or ".join(tests)


def seed_values(seed: str, column: str, **where: str) -> list[str]:
    """The values of a column of a reference seed: what the models know is listed once."""
    with (SEEDS / f"{seed}.csv").open(newline="", encoding="utf-8") as file:
        return [row[column] for row in csv.DictReader(file) if where.items() <= row.items()]


def _literals(values: Sequence[str]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)
