"""Statements of reasons."""

from expectations.feed_suite import FeedChecks, seed_values

feed = FeedChecks("dsa_statements")

SUITE = feed.suite(
    feed.known(
        "decision_monetary", seed_values("dsa_codes", "code", code_type="action"), "A measure outside the map has no direction."
    ),
    feed.known(
        "decision_provision", seed_values("dsa_codes", "code", code_type="action"), "A measure outside the map has no direction."
    ),
    feed.known(
        "decision_account", seed_values("dsa_codes", "code", code_type="action"), "A measure outside the map has no direction."
    ),
    feed.known(
        "automated_decision", seed_values("dsa_codes", "code", code_type="reviewer_type"), "Automation is measured by this."
    ),
    feed.known(
        "category",
        seed_values("policies", "policy_code", source_system="dsa"),
        "A category outside the reference file has no kind of harm.",
    ),
)
