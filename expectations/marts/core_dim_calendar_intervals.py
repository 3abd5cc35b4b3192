"""Openings of the business calendars."""

from expectations.suite import DATA_PLATFORM, Suite, no_rows, not_empty, not_null, rows_where, unique_grain

SUITE = Suite(
    asset="core.dim_calendar_intervals",
    stage="gate_2",
    owner=DATA_PLATFORM,
    keys=("calendar_id", "open_at"),
    checks=(
        not_empty(),
        unique_grain("calendar_id", "open_at"),
        not_null("calendar_id", "open_at", "close_at"),
        rows_where(
            "closes_after_opening",
            "close_at <= open_at or open_seconds <> date_diff('second', open_at, close_at)",
            "An opening with another length than its bounds gives wrong business time.",
            column="close_at",
        ),
        no_rows(
            "openings_do_not_overlap",
            "select calendar_id, open_at from (select calendar_id, open_at,"
            " max(close_at) over (partition by calendar_id order by open_at, close_at"
            " rows between unbounded preceding and 1 preceding) as closed_at from {batch}) where closed_at > open_at"
            " order by all",
            "Time inside two openings of one calendar would count twice as business time.",
            column="open_at",
        ),
        no_rows(
            "covers_as_of",
            "select calendar_id, max(close_at) as last_close_at from {batch} group by calendar_id"
            " having max(close_at) < {as_of_at} order by all",
            "Beyond the end of a calendar no business time passes; extend the calendar.",
            column="close_at",
        ),
    ),
)
