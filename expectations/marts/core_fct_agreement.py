"""Agreement between reviewers per policy and period."""

from expectations.suite import VENDOR, Suite, between, filled_from, in_order, not_null, part_of_whole, unique_grain

SUITE = Suite(
    asset="core.fct_agreement",
    stage="gate_2",
    owner=VENDOR,
    keys=("source_system", "policy_code", "period_type", "period_start_on"),
    checks=(
        filled_from("core.fct_review_decisions where review_purpose = 'labelling'"),
        unique_grain("agreement_key"),
        not_null("agreement_key", "source_system", "policy_code", "period_type", "item_count", "rating_count"),
        part_of_whole("multi_rated_item_count", "item_count"),
        in_order("item_count", "rating_count", "Every item in the table has at least one rating."),
        between("percent_agreement", 0, 1, "A share of pairs."),
        between("positive_specific_agreement", 0, 1, "A share of pairs."),
        *[
            between(coefficient, -1, 1, "Chance-corrected agreement lies between -1 and 1; beyond it the formula is wrong.")
            for coefficient in ("cohen_kappa", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1")
        ],
    ),
)
