"""States in which agents were."""

from expectations.suite import VENDOR, Suite, accounted, in_order, in_set, not_after_as_of, not_null, references, unique_grain

SUITE = Suite(
    asset="core.fct_agent_state_intervals",
    stage="gate_2",
    owner=VENDOR,
    keys=("source_system", "agent_account_key", "starts_at", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_agent_state_intervals"),
        unique_grain("agent_state_interval_key"),
        not_null("agent_state_interval_key", "source_system", "agent_account_key", "platform", "starts_at", "state"),
        references("agent_key", "core.dim_agents"),
        references("agent_version_key", "core.dim_agents"),
        in_order("starts_at", "ends_at", "A state cannot end before it begins."),
        in_set(
            "state",
            ["available", "handling", "after_contact", "auxiliary", "offline"],
            "A state that the code map lacks is in neither side of occupancy.",
            "warning",
        ),
        *not_after_as_of("starts_at"),
    ),
)
