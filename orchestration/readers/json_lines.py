"""JSON, one object per line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from orchestration.feeds import Feed
from orchestration.readers.delimited import Catalog, FieldCounter, Record, starts_with_byte_order_mark
from orchestration.readers.json_form import Form, NoForm
from orchestration.readers.json_records import BadRecord, Values, parsed, row_of
from orchestration.readers.parquet import Lineage, copy_rows
from orchestration.readers.received import Refusal, Spool

FIRST, FIRST_CHARACTERS = 1000, 1 << 20
"""How many records, or how much of them, give the form that the others must have for DuckDB to read them."""


class JsonLines:
    """Reads one JSON object per line."""

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

    def read_with_duckdb(self, connection: Any, spool: Spool, feed: Feed, lineage: Lineage, raw: Path) -> bool:
        """Copy the spool to Parquet inside DuckDB; false where not all records are of the form of the first, or it refuses."""
        if starts_with_byte_order_mark(spool.path):
            return False
        first, characters = [], 0
        try:
            for _, text in islice(self._texts(spool), FIRST):
                first.append(parsed(text))
                characters += len(text)
                if characters > FIRST_CHARACTERS:
                    break
            form = Form(first, feed)
        except (BadRecord, NoForm):
            return False
        return copy_rows(connection, form.columns(), form.source(str(spool.path)), lineage, raw) == spool.record_count

    def records(self, spool: Spool, feed: Feed) -> Iterator[Record]:
        """The records of a spool one by one; those that break a rule with the rule they broke."""
        row = row_of(feed)
        seen_object = False
        for number, (line_number, text) in enumerate(self._texts(spool), 1):
            problem = None
            values: Values = []
            try:
                values = row(parsed(text), text)
                seen_object = True
            except BadRecord as bad:
                seen_object = seen_object or bad.reason not in ("bad_json", "not_an_object")
                problem = (line_number, bad.reason, bad.detail, text)
            yield number, len(text), values, problem
        if not seen_object and not spool.is_page:
            raise Refusal(f"not_{self.kind}", "Not one line is a JSON object. Export one JSON object per line.")

    def _texts(self, spool: Spool) -> Iterator[tuple[int, str]]:
        """The line and the text of each record."""
        with open(spool.path, encoding="utf-8", newline="\n") as body:
            for line_number, line in enumerate(body, 1):
                if line != "\n":
                    yield line_number, line
