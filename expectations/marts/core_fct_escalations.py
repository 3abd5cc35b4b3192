"""Tasks handed to another tier or authority."""

from expectations.suite import SAFETY, Suite, accounted, in_order, not_after_as_of, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_escalations",
    stage="gate_2",
    owner=SAFETY,
    keys=("source_system", "escalation_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_escalations"),
        unique_grain("escalation_key"),
        not_null("source_system", "escalation_id", "review_task_id", "tier", "source_file_sha256", "source_row_number"),
        references("review_task_key", "core.fct_review_tasks"),
        rows_where(
            "task_known",
            "review_task_key is null",
            "The task is not in the exports; the escalation is in no rate by queue or policy of the task.",
            "warning",
            "review_task_id",
        ),
        rows_where("tier_mapped", "tier = 'unknown'", "Add the code to the system's codes: it has no tier.", "warning", "tier"),
        in_order("raised_at", "acknowledged_at", "A tier takes up what was raised before.", "warning"),
        in_order("acknowledged_at", "resolved_at", "A tier is done after it took it up.", "warning"),
        *not_after_as_of("raised_at", "resolved_at"),
    ),
)
