"""Labels of content: moderation label sets and golden labels of review queues."""

from expectations.suite import SAFETY, Suite, accounted, between, no_rows, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_content_labels",
    stage="gate_2",
    owner=SAFETY,
    keys=("source_system", "labelled_record_id", "policy_code", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_content_labels"),
        unique_grain("content_label_key"),
        not_null(
            "content_label_key",
            "policy_key",
            "source_system",
            "labelled_record_id",
            "content_id",
            "source_file_sha256",
            "source_row_number",
        ),
        references("policy_key", "core.dim_policies"),
        between("label", 0, 1, "A label is 0, 1 or unknown; prevalence is the mean of the known."),
        rows_where(
            "content_id_is_hash",
            "source_system = 'moderation' and (length(content_id) <> 64 or regexp_matches(content_id, '[^0-9a-f]'))",
            "A label set names content by its hash; anything else may be content.",
            column="content_id",
        ),
        no_rows(
            "record_has_every_category",
            "select source_system, labelled_record_id, count(*) as category_count from {batch} r"
            " where source_system = 'moderation' group by source_system, labelled_record_id"
            " having count(*) <> (select count(distinct policy_code)"
            " from {batch} b where b.source_system = r.source_system) order by all",
            "Unknown labels are rows with null; a missing row would hide that the label is unknown.",
            column="policy_code",
        ),
    ),
)
