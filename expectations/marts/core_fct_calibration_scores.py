"""Scores of the same work by several graders."""

from expectations.suite import VENDOR, Suite, accounted, between, not_after_as_of, not_null, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_calibration_scores",
    stage="gate_2",
    owner=VENDOR,
    keys=("source_system", "calibration_session_id", "ticket_id", "item_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_calibration_scores"),
        unique_grain("calibration_score_key"),
        not_null("calibration_score_key", "source_system", "calibration_session_id", "ticket_id", "item_id", "grader_key"),
        between("score_percent", 0, 100, "A share of the points possible; outside 0 to 100 the source scores on another scale."),
        rows_where(
            "item_has_total",
            "not exists (select 1 from {batch} t where t.item_id = 'total' and t.source_system = b.source_system"
            " and t.calibration_session_id = b.calibration_session_id and t.ticket_id = b.ticket_id"
            " and t.grader_key = b.grader_key)",
            "A grader scores the whole and its parts.",
            column="item_id",
        ),
        *not_after_as_of("held_at", "recorded_at"),
    ),
)
