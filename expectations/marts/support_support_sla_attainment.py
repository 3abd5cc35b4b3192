"""SLA attainment by team, priority and month in which the promise fell due."""

from expectations.suite import SUPPORT, Suite, between, no_rows, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="support.support_sla_attainment",
    stage="gate_2",
    owner=SUPPORT,
    keys=("source_system", "team_id", "priority", "target_type", "due_month_start_on"),
    checks=(
        unique_grain("source_system", "team_id", "priority", "target_type", "due_month_start_on"),
        not_null("source_system", "team_key", "priority", "target_type", "met_count", "breached_count"),
        references("team_key", "core.dim_teams"),
        between("met_count", 0, None, "A count."),
        between("breached_count", 0, None, "A count."),
        between("attainment_rate", 0, 1, "A share of decided promises."),
        rows_where(
            "rate_is_ratio_of_counts",
            "(attainment_rate is null) <> (met_count + breached_count = 0)"
            " or abs(attainment_rate * (met_count + breached_count) - met_count) > 1e-6",
            "Undecided promises belong to neither side, and a rate of nothing is not 0 but unknown.",
            column="attainment_rate",
        ),
        no_rows(
            "every_promise_counted_once",
            "select (select coalesce(sum(met_count + breached_count + undecided_count + cancelled_count), 0) from {batch})"
            " as counted,"
            " (select count(*) from core.fct_sla_instances) as instance_count"
            " where counted is distinct from instance_count",
            "The mart covers all promises: what is missing from a group is missing from its rate.",
            column="met_count",
        ),
    ),
)
