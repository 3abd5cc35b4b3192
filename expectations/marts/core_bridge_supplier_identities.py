"""Which suppliers of the source systems are the same company."""

from expectations.suite import PROCUREMENT, Suite, no_rows, not_null, references, rows_where, unique_grain

SUITE = Suite(
    asset="core.bridge_supplier_identities",
    stage="gate_2",
    owner=PROCUREMENT,
    keys=("source_system", "supplier_id", "match_rule"),
    checks=(
        unique_grain("supplier_key"),
        not_null("supplier_key", "supplier_identity_key", "match_rule"),
        references("supplier_key", "core.dim_suppliers"),
        no_rows(
            "every_supplier_has_an_identity",
            "select supplier_key from core.dim_suppliers where supplier_key not in (select supplier_key from {batch})"
            " order by all",
            "A supplier without an identity drops out of every report by company.",
        ),
        rows_where(
            "tied_by_a_rule_to_another",
            "(match_rule in ('ambiguous', 'unresolved')) <> (supplier_count = 1)",
            "Two suppliers are one for a stated reason, or they are two.",
        ),
        rows_where(
            "bank_account_of_one_company",
            "match_rule = 'ambiguous'",
            "Suppliers of different tax ids are paid into one account: a factoring bank's, a wrong tax id, or fraud.",
            "warning",
            "match_rule",
        ),
        rows_where(
            "identity_is_no_heap",
            "supplier_count > 25",
            "So many suppliers share an identifier that it is more likely a placeholder (a tax id 000000000) than one company.",
            severity="warning",
        ),
    ),
)
