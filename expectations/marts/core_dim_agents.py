"""Agents of outsourcing vendors over time."""

from expectations.suite import VENDOR, Suite, filled_from, in_order, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.dim_agents",
    stage="gate_2",
    owner=VENDOR,
    keys=("agent_key", "valid_from_on"),
    checks=(
        filled_from("core.dim_vendors where first_rostered_on is not null"),
        unique_grain("agent_key", "valid_from_on"),
        not_null("agent_version_key", "agent_key", "vendor_key", "valid_from_on", "observed_from_on", "is_current"),
        references("vendor_key", "core.dim_vendors"),
        in_order("hired_on", "left_on", "Nobody leaves before the day of hire.", "warning"),
        rows_where(
            "periods_do_not_overlap",
            "exists (select 1 from {batch} o where o.agent_key = b.agent_key and o.valid_from_on < b.valid_from_on"
            " and coalesce(o.valid_to_on > b.valid_from_on, true))",
            "On any day an agent has one vendor, team and site; two would count its work twice.",
            column="valid_from_on",
        ),
        rows_where(
            "current_is_last",
            "is_current <> (valid_to_on is null)",
            "The state of the latest roster is the one that has no end.",
            column="is_current",
        ),
    ),
)
