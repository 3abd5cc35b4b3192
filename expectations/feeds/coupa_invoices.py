"""Coupa's invoices with all that comes along in their files."""

from expectations.feed_suite import FeedChecks, seed_values
from expectations.suite import Check, rows_where

feed = FeedChecks("coupa_invoices")

CATEGORIES = (
    *("payment", "discount", "adjustment", "tax", "credit", "tax_line_adjustment", "system_adjustment", "auto_adjustment"),
    *("prepayment_adjustment", "recurring_adjustment", "post_approval_early_payment_discount"),
)


def known(name: str, record: str, column: str, values: list[str] | tuple[str, ...], because: str) -> Check:
    """The column holds known values in the records of one type; it means something else in others."""
    of_record = ", ".join(f"'{literal}'" for literal in feed.feed.records[record].types)
    listed = ", ".join(f"'{value}'" for value in values)
    condition = f"record_type in ({of_record}) and {feed.present(column)} and lower(trim({column})) not in ({listed})"
    return rows_where(name, condition, because, "warning", column)


SUITE = feed.suite(
    known(
        "tolerance_code_known",
        "failed_tolerances",
        "code",
        seed_values("coupa_codes", "code", code_type="match_exception"),
        "The breach of an unknown tolerance counts as of the type `other`: list it in seeds/reference/coupa_codes.csv.",
    ),
    known(
        "reconciliation_category_known",
        "reconciliation_lines",
        "category",
        CATEGORIES,
        "Only the category `payment` counts as money out: an unknown one may be a payment by another name.",
    ),
)
