"""Checks that several exports of outsourcing vendors share: zones, durations and shares as spreadsheets write them."""

from __future__ import annotations

from expectations.feed_suite import TOLERATED_SHARE, FeedChecks
from expectations.suite import Check, rows_where


class WorkforceChecks(FeedChecks):
    """The checks of one feed of an outsourcing vendor."""

    def time_zone(self, column: str) -> Check:
        """The column names time zones. An unknown one stops the models, so none is tolerated."""
        condition = f"{self.present(column)} and trim({column}) not in (select name from pg_timezone_names())"
        because = "Without a zone of the tz database, such as Europe/Lisbon, a local time is no instant. Correct the file."
        return rows_where(f"{column}_known", condition, because, column=column)

    def durations(self, *columns: str) -> list[Check]:
        """Columns hold seconds, or hours, minutes and seconds, of which hours may exceed 24."""
        because = "More unreadable durations than typing errors explain: the export writes them in another way."
        return [
            self._readable_text(
                f"{column}_is_number", column, f"regexp_matches({text}, '^([0-9]+:[0-5][0-9]:[0-5][0-9]|[0-9.]+)$')", because
            )
            for column, text in ((column, f"trim({column})") for column in columns)
        ]

    def shares(self, *columns: str) -> list[Check]:
        """Columns hold shares, as 87.5% or 0.875. More than 2 without the sign is a percentage that lost it."""
        because = "A percentage without its sign is read as a hundred times the share. Export it as 87.5% or as 0.875."
        return [
            self._readable_text(
                f"{column}_is_number",
                column,
                f"case when {text} like '%!%' escape '!' then try_cast(replace({text}, '%', '') as double) is not null"
                f" else coalesce(try_cast({text} as double) <= 2, false) end",
                because,
            )
            for column, text in ((column, f"trim({column})") for column in columns)
        ]

    def _readable_text(self, name: str, column: str, readable: str, because: str) -> Check:
        condition = f"{self.present(column)} and not ({readable})"
        return rows_where(name, condition, because, "critical", column, TOLERATED_SHARE)
