"""Policies that content is reviewed or labelled under."""

from expectations.suite import SAFETY, Suite, not_empty, not_null, rows_where, unique_grain

SUITE = Suite(
    asset="core.dim_policies",
    stage="gate_2",
    owner=SAFETY,
    keys=("source_system", "policy_code"),
    checks=(
        not_empty(),
        unique_grain("policy_key"),
        not_null("policy_key", "source_system", "policy_code"),
        rows_where(
            "policy_declared",
            "is_mapped is distinct from true",
            "A policy that is not declared has no harm type or severity; its misses never count as severe.",
            "warning",
            "is_mapped",
        ),
    ),
)
