"""Answers to satisfaction surveys. Empty while nobody has answered, which is no error: the fact accounting counts the offers."""

from expectations.suite import SUPPORT, Suite, accounted, between, not_after_as_of, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_csat_responses",
    stage="gate_2",
    owner=SUPPORT,
    keys=("source_system", "csat_response_id", "ticket_id", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_csat_responses"),
        unique_grain("csat_response_key"),
        not_null("csat_response_key", "ticket_key", "score", "scale_max", "is_positive"),
        references("ticket_key", "core.fct_tickets"),
        between("score", 0, None, "Scales begin at 0 or 1."),
        rows_where(
            "score_within_scale",
            "score > scale_max",
            "A score beyond its scale was read from another scale or column.",
            column="score",
        ),
        rows_where(
            "positive_by_its_scale",
            "is_positive <> (score >= case scale_max when 1 then 1 else scale_max - 1 end)"
            " or positive_count <> cast(is_positive as bigint)",
            "The share of positive answers compares scales only if positive means the top of each: good, or 4 and 5 of 5.",
            column="is_positive",
        ),
        *not_after_as_of("responded_at"),
    ),
)
