"""Quality of reviewers against gold."""

from expectations.suite import VENDOR, Suite, between, no_rows, not_null, part_of_whole, rows_where, unique_grain

SUITE = Suite(
    asset="vendor.reviewer_quality",
    stage="gate_2",
    owner=VENDOR,
    keys=("source_system", "reviewer_id"),
    checks=(
        unique_grain("reviewer_key"),
        not_null("reviewer_key", "source_system", "reviewer_id"),
        between("evaluated_count", 1, None, "Only reviewers with an evaluated decision are here."),
        part_of_whole("correct_count", "evaluated_count"),
        part_of_whole("critical_error_count", "evaluated_count"),
        part_of_whole("severe_miss_count", "missed_violation_count"),
        part_of_whole("missed_violation_count", "violating_count"),
        part_of_whole("wrongful_action_count", "non_violating_count"),
        between("accuracy_rate", 0, 1, "A share of evaluated decisions."),
        between("critical_accuracy_rate", 0, 1, "A share of evaluated decisions."),
        between("violating_recall_rate", 0, 1, "A share of violations."),
        between("non_violating_recall_rate", 0, 1, "A share of harmless content."),
        rows_where(
            "interval_holds_rate",
            "accuracy_low_rate > accuracy_rate or accuracy_high_rate < accuracy_rate or accuracy_low_rate < 0"
            " or accuracy_high_rate > 1",
            "An interval that does not hold its estimate, or leaves 0 to 1, is wrongly computed.",
            column="accuracy_low_rate",
        ),
        rows_where(
            "rate_is_ratio_of_counts",
            "abs(accuracy_rate * evaluated_count - correct_count) > 1e-6",
            "The published rate must be the quotient of the counts beside it.",
            column="accuracy_rate",
        ),
        rows_where(
            "rank_needs_enough_decisions",
            "accuracy_rank is not null and evaluated_count < 30",
            "Ranking people on fewer than 30 decisions is ranking chance.",
            column="accuracy_rank",
        ),
        no_rows(
            "every_evaluation_counted_once",
            "select (select coalesce(sum(evaluated_count), 0) from {batch}) as counted,"
            " (select count(*) from core.fct_vendor_qa_evaluations) as evaluation_count"
            " where counted is distinct from evaluation_count",
            "The mart covers all evaluations: what is missing flatters or blames someone.",
            column="evaluated_count",
        ),
    ),
)
