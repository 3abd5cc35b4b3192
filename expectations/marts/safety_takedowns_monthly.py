"""Takedown notices and the answers to them by month."""

from expectations.suite import SAFETY, Suite, between, no_rows, not_null, rows_where, unique_grain

SUITE = Suite(
    asset="safety.takedowns_monthly",
    stage="gate_2",
    owner=SAFETY,
    keys=("source_system", "month_start_on"),
    checks=(
        unique_grain("takedowns_monthly_key"),
        not_null("takedowns_monthly_key", "source_system", "takedown_count", "response_count", "unknown_count"),
        between("takedown_count", 0, None, "A count."),
        between("takedown_item_count", 0, None, "A count."),
        rows_where(
            "restored_adds_up",
            "restored_item_count <> retraction_item_count + reversal_item_count + counter_notice_item_count"
            " - counter_notice_retraction_item_count"
            " or remaining_offline_item_count <> takedown_item_count - restored_item_count",
            "The published balance must follow from the counts beside it.",
            column="restored_item_count",
        ),
        no_rows(
            "every_notice_counted_once",
            "select (select coalesce(sum(takedown_count + response_count + unknown_count), 0) from {batch}) as counted,"
            " (select count(*) from core.fct_takedown_cases) as case_count where counted is distinct from case_count",
            "The mart covers all notices: what is missing from a month is missing from the transparency report.",
            column="takedown_count",
        ),
    ),
)
