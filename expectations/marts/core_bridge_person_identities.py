"""Who the persons named in facts are, across systems."""

from expectations.suite import DATA_PLATFORM, Suite, filled_from, not_null, rows_where, unique_grain

SUITE = Suite(
    asset="core.bridge_person_identities",
    stage="gate_2",
    owner=DATA_PLATFORM,
    keys=("source_system", "identity_key", "match_rule"),
    checks=(
        filled_from("core.fct_tickets where split_part(requester_key, ':', 1) in ('person', 'account', 'name')"),
        unique_grain("source_system", "identity_key"),
        not_null("source_system", "identity_key", "match_rule"),
        rows_where(
            "resolved_to_a_person_or_said_why_not",
            "(match_rule in ('ambiguous', 'unresolved')) <> (person_key is null) or person_key not like 'person:%'",
            "A person is an address; whoever is not resolved to one must show as such.",
        ),
        rows_where(
            "unresolved_persons",
            "match_rule in ('ambiguous', 'unresolved')",
            "What one person did in two systems is counted as two persons' work; a user list or a roster would join them.",
            severity="info",
        ),
    ),
)
