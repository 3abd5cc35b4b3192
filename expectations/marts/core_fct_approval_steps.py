"""Steps of approval."""

from expectations.suite import (
    PROCUREMENT,
    Suite,
    accounted,
    between,
    in_order,
    not_after_as_of,
    not_null,
    rows_where,
    unique_grain,
)

SUITE = Suite(
    asset="core.fct_approval_steps",
    stage="gate_2",
    owner=PROCUREMENT,
    keys=("source_system", "approval_step_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_approval_steps"),
        unique_grain("approval_step_key"),
        not_null("approval_step_key", "document_key", "source_system", "decision", "source_file_sha256", "source_row_number"),
        between("step_number", 1, None, "Steps count from 1; their order decides who kept a document waiting."),
        in_order("pending_since_at", "decided_at", "A step is decided after it could be; the reverse is a negative wait."),
        rows_where(
            "decided_exactly_when_time_is_known",
            "(decision in ('approved', 'rejected', 'forwarded')) <> (decided_at is not null) and decision not in"
            " ('auto_approved', 'cancelled', 'unknown')",
            "A decision without its time is missing from approval times, a time without a decision counts one that was not made.",
            "warning",
            "decided_at",
        ),
        rows_where(
            "decision_mapped",
            "decision = 'unknown'",
            "An unmapped decision is missing from approval rates; add it to the code map of the system.",
            "warning",
            "decision",
        ),
        *not_after_as_of("decided_at"),
    ),
)
