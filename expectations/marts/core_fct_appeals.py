"""Appeals of decisions."""

from expectations.suite import (
    SAFETY,
    Suite,
    accounted,
    between,
    in_order,
    no_rows,
    not_after_as_of,
    not_null,
    references,
    rows_where,
    unique_grain,
)

SUITE = Suite(
    asset="core.fct_appeals",
    stage="gate_2",
    owner=SAFETY,
    keys=("source_system", "appeal_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_appeals"),
        unique_grain("appeal_key"),
        not_null("source_system", "appeal_id", "decision_link", "status", "source_file_sha256", "source_row_number"),
        references("review_decision_key", "core.fct_review_decisions"),
        rows_where(
            "decision_known",
            "decision_link = 'unresolved'",
            "The appeal arrived before its decision, or the decision is not exported; it is in no rate by decision until then.",
            "warning",
            "review_decision_id",
        ),
        rows_where(
            "link_tells_the_truth",
            "(decision_link = 'resolved') <> (review_decision_key is not null)",
            "An appeal is resolved to a decision, or it says why not.",
            column="decision_link",
        ),
        rows_where(
            "resolved_when_decided",
            "status in ('upheld', 'overturned', 'partially_overturned') and resolved_at is null"
            " or status in ('open', 'in_review') and resolved_at is not null",
            "Status and time of resolution contradict each other; overturn rates count one, times to resolution the other.",
            "warning",
            "status",
        ),
        rows_where(
            "status_mapped", "status = 'unknown'", "Add the code to the system's codes: it is in no rate.", "warning", "status"
        ),
        in_order(
            "filed_at", "resolved_at", "An appeal is resolved after it was filed; anything else is a wrong clock.", "warning"
        ),
        no_rows(
            "appeal_after_decision",
            "select b.source_system, b.appeal_id from {batch} b join core.fct_review_decisions d using (review_decision_key)"
            " where b.filed_at < d.submitted_at order by all",
            "Nobody appeals before the decision: one of the clocks, or the link, is wrong.",
            "warning",
            "filed_at",
        ),
        between("resolution_seconds", 0, None, "A duration."),
        *not_after_as_of("filed_at", "resolved_at"),
    ),
)
