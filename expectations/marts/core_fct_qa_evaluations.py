"""Evaluations of agents' work."""

from expectations.suite import (
    VENDOR,
    Suite,
    accounted,
    between,
    in_order,
    not_after_as_of,
    not_null,
    references,
    rows_where,
    unique_grain,
)

SUITE = Suite(
    asset="core.fct_qa_evaluations",
    stage="gate_2",
    owner=VENDOR,
    keys=("source_system", "qa_evaluation_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_qa_evaluations"),
        unique_grain("qa_evaluation_key"),
        not_null("qa_evaluation_key", "source_system", "qa_evaluation_id", "evaluation_type", "is_deleted", "source_file_sha256"),
        references("agent_key", "core.dim_agents"),
        references("agent_version_key", "core.dim_agents"),
        between("score_percent", 0, 100, "A share of the points possible; outside 0 to 100 the source scores on another scale."),
        rows_where(
            "automatic_failure_scores_nothing",
            "is_auto_failed and score_percent <> 0",
            "A failure by rule makes the score 0.",
            column="is_auto_failed",
        ),
        in_order("evaluated_at", "recorded_at", "An evaluation cannot be recorded before it was made."),
        *not_after_as_of("interaction_at", "evaluated_at", "recorded_at"),
    ),
)
