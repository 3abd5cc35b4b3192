"""CSV in which a header occurs once for each value of a field, as trackers export lists of labels or comments."""

from __future__ import annotations

import re

from orchestration.feeds import Feed, snake_case
from orchestration.readers.delimited import Delimited


class RepeatedHeaderCsv(Delimited):
    """Collects the fields of all occurrences of a header in one JSON array, if its column is declared as json.

    Tools that cannot hold a header twice number it when they save the file again: `Labels.1` (pandas) and `Labels_1` (DuckDB)
    are the second `Labels`.
    """

    def _cells(self, cells: list[str], feed: Feed) -> list[str]:
        texts = [cell.strip() for cell in cells]
        known = set(texts)

        def folded(text: str) -> str:
            match = re.fullmatch(r"(.+)([._])([1-9]\d{0,3})", text)
            if not match or text in feed.header_aliases or snake_case(text) in feed.columns:
                return text
            base, mark, number = match.groups()
            is_numbered = base in known and all(f"{base}{mark}{n}" in known for n in range(1, int(number)))
            return base if is_numbered else text

        return [folded(text) for text in texts]

    def _arrays(self, feed: Feed) -> tuple[str, ...]:
        return tuple(name for name, kind in feed.types.items() if kind == "json")
