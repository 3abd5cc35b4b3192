"""Accounts of agents and who stands behind them."""

from expectations.suite import VENDOR, Suite, filled_from, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.bridge_agent_identities",
    stage="gate_2",
    owner=VENDOR,
    keys=("source_system", "agent_account_key"),
    checks=(
        filled_from("core.dim_agents"),
        unique_grain("source_system", "agent_account_key"),
        not_null("source_system", "agent_account_key", "match_rule"),
        references("agent_key", "core.dim_agents"),
        rows_where(
            "resolved_exactly_by_a_rule",
            "(agent_key is null) <> (match_rule in ('ambiguous', 'unresolved'))",
            "A rule that found an agent names it; without a rule there is none.",
            column="match_rule",
        ),
        rows_where(
            "every_account_resolves",
            "agent_key is null and source_system not in (select source_system from core.fct_tickets)",
            "What an unresolved account did is in no vendor's figures; add it to the roster with helpdesk number or address."
            " Agents of tickets may be of our own house, and are not asked for.",
            "warning",
            "agent_key",
        ),
    ),
)
