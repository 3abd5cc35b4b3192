"""Labelled content per policy category."""

from expectations.suite import SAFETY, Suite, between, no_rows, not_null, part_of_whole, references, rows_where, unique_grain

SUITE = Suite(
    asset="safety.content_label_shares",
    stage="gate_2",
    owner=SAFETY,
    keys=("source_system", "policy_code"),
    checks=(
        unique_grain("policy_key"),
        not_null("policy_key", "source_system", "policy_code"),
        references("policy_key", "core.dim_policies"),
        part_of_whole("labelled_count", "record_count"),
        part_of_whole("distinct_content_count", "record_count"),
        part_of_whole("positive_count", "labelled_count"),
        between("positive_share_of_labelled_rate", 0, 1, "A share of labelled records."),
        rows_where(
            "known_and_unknown_add_up",
            "labelled_count + unknown_count <> record_count",
            "A missing label is unknown, not 0; a record is one or the other.",
            column="unknown_count",
        ),
        no_rows(
            "every_label_counted_once",
            "select (select coalesce(sum(record_count), 0) from {batch}) as counted,"
            " (select count(*) from core.fct_content_labels) as label_count where counted is distinct from label_count",
            "The mart covers all labels; a difference is a category that is missing from it.",
            column="record_count",
        ),
    ),
)
