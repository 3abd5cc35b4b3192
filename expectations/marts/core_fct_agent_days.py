"""Times and work of agents by day."""

from expectations.suite import VENDOR, Suite, accounted, between, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.fct_agent_days",
    stage="gate_2",
    owner=VENDOR,
    keys=("source_system", "agent_account_key", "worked_on", "source_file_sha256", "source_row_number"),
    checks=(
        accounted("fct_agent_days"),
        unique_grain("source_system", "agent_account_key", "worked_on"),
        not_null("agent_day_key", "source_system", "agent_account_key", "worked_on"),
        references("agent_key", "core.dim_agents"),
        references("agent_version_key", "core.dim_agents"),
        between("logged_in_seconds", 0, 90000, "A day has 24 hours, and 25 when the clocks go back."),
        between("reported_adherence_rate", 0, 1, "A share of the scheduled time."),
        rows_where(
            "states_within_logged_in",
            "available_seconds + talk_seconds + hold_seconds + after_contact_seconds + auxiliary_seconds"
            " > logged_in_seconds * 1.05",
            "Times in the states add up to more than the time logged in: occupancy and handle time would be wrong.",
            "warning",
            "logged_in_seconds",
        ),
        rows_where(
            "worked_on_not_in_future",
            "worked_on > cast({as_of_at} as date)",
            "A day after the as-of instant is a wrong date format in the source.",
            column="worked_on",
        ),
    ),
)
