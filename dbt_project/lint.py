"""Refuses SQL that DuckDB and Spark read differently, or that makes a number depend on the clock or on row order.

Reads models, tests and macros as text. The engines' own spellings belong in `macros/portable.sql` and `macros/spark.sql`, which
are left out.
Run by `make lint`: prints file, line, rule and remedy, and exits 1 on any finding.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent
DISPATCHED = ("macros/portable.sql", "macros/spark.sql")

# Pattern -> what to write instead. Patterns are matched case-insensitively on text without comments.
FORBIDDEN = {
    r"(?<![\w.])concat\s*\(": "`concat` treats null differently: use `concat_ws` or `||` with `coalesce`",
    r"::\s*\w": "`::` is DuckDB's cast: use `cast(… as …)` or `try_cast`",
    r"\\": "a backslash in a literal is an escape on Spark: use a character class",
    r"\bregexp_replace\s*\(": "replaces the first match on DuckDB, all on Spark: use a dispatched macro",
    r"\bregexp_extract\b(?![^\n]*,\s*\d\s*\))": "whole match on DuckDB, first group on Spark: name the group",
    r"(?<![\w.])split\s*\(": "the separator is a pattern on Spark: use `split_part`",
    r"\bsubstr(ing)?\s*\([^()]*,\s*0\s*[,)]": "position 0 is before the text on DuckDB, its start on Spark: count from 1",
    r"\bregexp_matches\s*\(|\brlike\b|\bsimilar to\b": "use a dispatched macro for a regular-expression match",
    r"\b(dayofweek|isodow|weekday|dow)\b": "days of the week are numbered differently: use `iso_day_of_week`",
    r"\bdbt\.safe_cast\b|\bsafe_cast\s*\(": "raises on DuckDB: use `try_cast`",
    r"\bdbt\.type_float\b|\bas (float|real)\b": "four bytes: use `double`",
    r"\bvarchar\b": "needs a length on Spark: use `string`",
    r"\btry_cast\s*\([^()]*\bas\s+(date|timestamp)\b": "Spark takes `2024` for 1 January: use `parse_date` or `parse_timestamp`",
    r"\bavg\s*\((?!\s*cast\b)": "the mean of decimals is a double on DuckDB, a short decimal on Spark: `avg(cast(… as double))`",
    r"\bcorr\s*\(": "not a number on DuckDB where it is null on Spark: spell it out",
    r"\blog\s*\(": "base 10 on DuckDB, e on Spark: use `ln` or `log10`",
    r"(?<=[\w)\s])\^": "a power on DuckDB, bits on Spark: use `power`",
    r"\bhash\s*\(": "another hash on each engine: use `surrogate_key`",
    r"\btimezone\s*\(|\bat\s+time\s+zone\b": "use `local_to_utc` or `utc_to_local`",
    r"\bextract\s*\(\s*second\b": "whole on DuckDB, with its fraction on Spark: use `seconds_between`",
    r"(?<!dbt\.)\b(date_diff|datediff|datesub|date_sub|timestampdiff)\s*\(": "use `seconds_between`, or `dbt.datediff` in days",
    r"dbt\.datediff\([^)]*[\"'](hour|minute|month|week|quarter|year)": "only seconds and days mean the same on both engines",
    r"\b(epoch|epoch_ms|to_timestamp|unix_timestamp|from_unixtime)\s*\(": "use `seconds_between`",
    r"\b(strptime|try_strptime|strftime|date_format|to_date)\s*\(": "use `parse_timestamp` or `parse_date`",
    r"\b(range|generate_series|sequence|unnest|explode)\s*\(": "use `integers`, or a dispatched macro",
    r"\b(list_\w+|array_sort|struct_pack|list|string_agg|group_concat)\s*\(": "lists differ: use a dispatched macro",
    r"\b(arg_max|arg_min)\s*\(": "use `max_by` or `min_by`",
    r"\b(quantile_cont|quantile_disc|approx_quantile|percentile_approx|approx_count_distinct)\s*\(": (
        "use the exact `percentile_cont(…) within group (order by …)`"
    ),
    r"\b(sha256|sha2)\s*\(": "use a dispatched macro",
    r"->>?|\bjson_extract\w*\s*\(|\bget_json_object\s*\(": "JSON paths differ: use a dispatched macro",
    r"\basof\s+join\b|\bunion\s+(all\s+)?by\s+name\b": "exists on one engine only",
    r"\b(current_timestamp|current_date|now\s*\(|today\s*\(|getdate\s*\()": "no clock in a model: read `run_parameters`",
    r"\b(random|rand|uuid|gen_random_uuid)\s*\(": "a number must not depend on chance",
    r"\b(any_value|first|last|first_value|last_value)\s*\(": "picks a row by chance: use `max_by` or `min_by` with a total order",
    r"^\s*limit\s+\d": "an unordered limit picks rows by chance",
    r"\btarget\.type\b": "a model has no engine branch: dispatch a macro",
    r"\b(read_parquet|read_csv|read_json)\w*\s*\(": "read a declared source",
}


def without_comments(text: str) -> str:
    """SQL with comments blanked out; line breaks are kept so that line numbers still hold."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", match.group())

    text = re.sub(r"\{#.*?#\}|/\*.*?\*/|--[^\n]*", blank, text, flags=re.DOTALL)
    return re.sub(r"\bin range\(", blank, text)  # the template's own `range`


def unordered_nulls(text: str) -> Iterator[int]:
    """Positions of `order by` terms that do not say where nulls go (in `within group` they are ignored anyway)."""
    for match in re.finditer(r"\border\s+by\b", text, flags=re.IGNORECASE):
        if re.search(r"within\s+group\s*\(\s*$", text[: match.start()], flags=re.IGNORECASE):
            continue
        depth, term, start = 0, "", match.end()
        for offset, character in enumerate(text[start:], start):
            depth += (character in "([{") - (character in ")]}")
            ended = depth < 0 or (
                depth == 0 and re.match(r"\b(rows|range|limit|union|qualify)\b|;", text[offset:], flags=re.IGNORECASE)
            )
            if ended or (depth == 0 and character == ","):
                if term.strip() and not re.search(r"\bnulls\s+(first|last)\b|\{%|\{\{", term, flags=re.IGNORECASE):
                    yield start
                    break
                term = ""
                if ended:
                    break
            else:
                term += character
        else:
            if term.strip() and not re.search(r"\bnulls\s+(first|last)\b|\{%|\{\{", term, flags=re.IGNORECASE):
                yield start


def findings(path: Path) -> list[str]:
    """Everything the rules refuse in one file, as `file:line: found: remedy`."""
    text = without_comments(path.read_text())
    name = path.relative_to(ROOT.parent)
    found = []
    for pattern, remedy in FORBIDDEN.items():
        for match in re.finditer(pattern, text, flags=re.IGNORECASE | re.MULTILINE):
            line = text.count("\n", 0, match.start()) + 1
            found.append((line, f"{name}:{line}: `{match.group().strip()}`: {remedy}"))
    for position in unordered_nulls(text):
        line = text.count("\n", 0, position) + 1
        found.append((line, f"{name}:{line}: `order by` without `nulls first` or `nulls last`: the engines disagree"))
    return [message for _, message in sorted(found)]


def main() -> int:
    """Lint the whole project."""
    files = [p for folder in ("models", "tests", "macros") for p in sorted((ROOT / folder).rglob("*.sql"))]
    found = [message for path in files if path.relative_to(ROOT).as_posix() not in DISPATCHED for message in findings(path)]
    print("\n".join(found) if found else f"{len(files)} SQL files keep to what both engines understand")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
