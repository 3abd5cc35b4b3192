"""Calendar days, the time spine of the metrics."""

from expectations.suite import DATA_PLATFORM, Suite, no_rows, not_empty, not_null, unique_grain

SUITE = Suite(
    asset="core.dim_date",
    stage="gate_2",
    owner=DATA_PLATFORM,
    keys=("date_day",),
    checks=(
        not_empty(),
        unique_grain("date_day"),
        not_null("date_day", "month_start_on", "week_start_on"),
        no_rows(
            "no_day_missing",
            "select min(date_day) as first_day, max(date_day) as last_day, count(*) as day_count from {batch}"
            " having count(*) <> date_diff('day', min(date_day), max(date_day)) + 1",
            "A missing day is missing from every series that the metrics fill with zeros.",
            column="date_day",
        ),
        no_rows(
            "covers_as_of",
            "select max(date_day) as last_day from {batch} having max(date_day) < cast({as_of_at} as date)",
            "Days after the end of the calendar are missing from every metric; extend the calendar.",
            column="date_day",
        ),
    ),
)
