"""Scores of classifiers."""

from expectations.suite import SAFETY, Suite, accounted, between, no_rows, not_after_as_of, not_null, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_classifier_scores",
    stage="gate_2",
    owner=SAFETY,
    keys=("source_system", "item_id", "model_version", "category", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_classifier_scores"),
        unique_grain("classifier_score_key"),
        not_null("source_system", "item_id", "model_version", "category", "score", "scored_at", "source_file_sha256"),
        between("score", 0, 1, "Scores are shares; anything else is another scale or a shifted column."),
        rows_where(
            "flag_follows_threshold",
            "is_flagged <> (score >= threshold)",
            "A flag that contradicts its own threshold: one of the two is of another version.",
            "warning",
            "is_flagged",
        ),
        no_rows(
            "older_models_have_no_illicit",
            "select item_id, model_version, category from {batch} b where source_system = 'openai_moderation'"
            " and model_version like 'text-moderation%' and category like 'illicit%' order by all",
            "A category that a model does not know must be absent; a 0 for it would be made up.",
            column="category",
        ),
        *not_after_as_of("scored_at"),
    ),
)
