"""What is played, exported and compared, in order. A new phenomenon or system is one new file and one line here."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from simulator.engine import Rate


def _modules(*names: str) -> list[ModuleType]:
    return [import_module(f"simulator.{name}") for name in names]


# Each module has `play(world)`, which adds tables to the world and the truth from those before it. Where it also has `tell(world)`,
# that adds the truth that shows only when everything has been played.
STEPS = _modules(
    "world.native_ids",
    "world.organisation",
    "world.workforce",
    "world.worktime",
    # procurement
    "world.suppliers",
    "planted.supplier_duplicates",
    "world.masters",
    "world.demands",
    "planted.split_orders",
    "planted.maverick_prices",
    "world.approvals",
    "world.requests",
    "planted.limit_breaches",
    "world.orders",
    "planted.after_the_fact_orders",
    "world.deliveries",
    "planted.missing_documents",
    "world.receipts",
    "world.invoices",
    "planted.orphaned_invoices",
    "planted.duplicate_invoices",
    "world.booking",
    "planted.after_the_fact_increases",
    "world.payments",
    "planted.segregation_of_duties",
    "planted.bank_changes",
    "world.procurement_truth",
    # support
    "world.customers",
    "world.contacts",
    "planted.contact_surges",
    "world.service_desks",
    "planted.slow_team",
    "planted.misrouting",
    "world.support",
    "world.intake_tickets",
    "world.promises",
    "world.support_truth",
    # safety
    "world.moderation",
    "planted.false_positive_jumps",
    "planted.reviewer_drift",
    "world.content",
    "planted.coordinated_reports",
    "planted.misrouted_escalations",
    "world.review",
    "world.labelling",
    "world.safety_truth",
    # vendors
    "world.shifts",
    "planted.shrinkage_episode",
    "world.capacity",
    "planted.reported_service_level",
    "world.audits",
    "planted.quality_drift",
    "planted.lenient_auditor",
    "world.quality",
    "world.vendor_records",
)

# How often each phenomenon is planted, as declared beside it.
RATES = {rate.name: rate for module in STEPS for rate in vars(module).values() if isinstance(rate, Rate)}

# Each module has `EXPORTS`, a list of `Export`.
EXPORTS = [
    export
    for module in _modules(
        "exports.zip",
        "exports.coupa",
        "exports.sap",
        "exports.oracle",
        "exports.netsuite",
        "exports.zendesk",
        "exports.servicenow",
        "exports.jira",
        "exports.coop",
        "exports.cinder",
        "exports.dsa",
        "exports.openai_moderation",
        "exports.safety_landing",
        "exports.workforce",
        "exports.assembled",
        "exports.zendesk_qa",
        "exports.maestroqa",
    )
    for export in module.EXPORTS
]

# Each module has `COMPARISONS`, a list of `Comparison`.
COMPARISONS = [
    comparison
    for module in _modules("comparisons.procurement", "comparisons.support", "comparisons.safety", "comparisons.vendors")
    for comparison in module.COMPARISONS
]
