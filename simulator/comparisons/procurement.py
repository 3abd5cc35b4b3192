"""The facts of procurement, and the truth that they must equal. Keys of other records are compared by native ids.

What a system cannot tell is declared by its exporter (LOSSES, by fact).
"""

from __future__ import annotations

from simulator.exports import coupa, netsuite, oracle, sap, zip
from simulator.score import Comparison, Loss


def _losses(fact: str) -> tuple[Loss, ...]:
    return tuple(loss for system in (zip, coupa, sap, oracle, netsuite) for loss in getattr(system, "LOSSES", {}).get(fact, ()))


def _person(role: str) -> str:
    """Who, as the warehouse knows them: by e-mail address, but SAP tells of user names alone."""
    return (
        f"case source_system when 'sap' then pseudonym('account', 'sap|' || lower({role}_account)) "
        f"else pseudonym('person', lower({role}_email)) end"
    )


# Surrogate keys of a fact, and the native id that each stands for.
REFERENCES = {
    "supplier_key": ("core.dim_suppliers", "supplier_id"),
    "request_key": ("core.fct_requests", "request_id"),
    "requisition_key": ("core.fct_requisitions", "requisition_id"),
    "purchase_order_key": ("core.fct_purchase_orders", "purchase_order_id"),
    "purchase_order_line_key": ("core.fct_purchase_order_lines", "purchase_order_line_id"),
    "invoice_key": ("core.fct_invoices", "invoice_id"),
    "invoice_line_key": ("core.fct_invoice_lines", "invoice_line_id"),
    "receipt_key": ("core.fct_receipts", "receipt_id"),
    "reversed_receipt_key": ("core.fct_receipts", "receipt_id"),
}


def _compared(
    fact: str,
    key: str,
    columns: tuple[str, ...],
    references: tuple[str, ...] = (),
    persons: tuple[str, ...] = (),
    systems: str = "true",
) -> Comparison:
    """Columns that fact and truth call the same; `references` are surrogate keys, compared as the ids they stand for;
    `persons` the roles of pseudonyms, as in `buyer` for buyer_key."""
    found, expected, joins = [f"fact.{name}" for name in ("source_system", key, *columns)], list(columns), []
    for reference in references:
        table, native = REFERENCES[reference]
        name = reference.removesuffix("_key") + "_id"
        referred = reference.removeprefix("reversed_")
        joins.append(f"left join {table} as {name}s on {name}s.{referred} = fact.{reference}")
        found.append(f"{name}s.{native} as {name}")
        expected.append(name)
    for person in persons:
        found.append(f"fact.{person}_key")
        expected.append(f"{_person(person)} as {person}_key")
    return Comparison(
        name=fact,
        key=(key,),
        found=f"select {', '.join(found)} from (from core.{fact} where {systems}) as fact {' '.join(joins)}",
        truth=f"select source_system, {key}, {', '.join(expected)} from truth.{fact.removeprefix('fct_')} where {systems}",
        losses=_losses(fact),
    )


MATCHES = Comparison(
    name="fct_match_results",
    key=("invoice_line_id",),
    # One row per invoice line: the exceptions that it met, or that it matched.
    found="""
        select results.source_system, lines.invoice_line_id, order_lines.purchase_order_line_id,
            case when bool_or(results.outcome = 'exception') then 'exception' else max(results.outcome) end as outcome,
            string_agg(results.exception_type, ',' order by results.exception_type) as exception_types,
            bool_and(results.is_resolved) filter (where results.outcome = 'exception') as is_resolved,
            sum(results.breach_amount) as breach_amount
        from core.fct_match_results as results
        join core.fct_invoice_lines as lines using (invoice_line_key)
        left join core.fct_purchase_order_lines as order_lines
            on order_lines.purchase_order_line_key = results.purchase_order_line_key
        group by all
    """,
    truth="""
        select source_system, invoice_line_id, purchase_order_line_id, outcome, exception_types, is_resolved,
            cast(breach_amount as decimal(38, 4)) as breach_amount
        from truth.match_results
    """,
    losses=_losses("fct_match_results"),
)

HOLDS = Comparison(
    name="fct_invoice_holds",
    key=("invoice_id", "hold_number"),
    found="""
        select holds.source_system, invoice_id,
            row_number() over (partition by invoice_id, holds.source_system
                order by placed_at, released_at nulls last, hold_type, hold_id) as hold_number,
            hold_type, placed_at, released_at
        from core.fct_invoice_holds as holds join core.fct_invoices as invoices using (invoice_key)
    """,
    truth="select source_system, invoice_id, hold_number, hold_type, placed_at, released_at from truth.invoice_holds",
    losses=_losses("fct_invoice_holds"),
)

IDENTITIES = Comparison(
    name="bridge_supplier_identities",
    key=("supplier_id",),
    # Records of one company share an identity; the first of them names it.
    found="""
        select source_system, supplier_id, min(concat_ws(' ', source_system,
            supplier_id)) over (partition by supplier_identity_key) as identity
        from core.bridge_supplier_identities
    """,
    truth="select source_system, supplier_id, true_identity as identity from truth.supplier_records",
    losses=tuple(
        Loss(
            system,
            "identity",
            "A second record without a tax id shares nothing with the first but a name, which decides nothing.",
            "concat_ws(' ', source_system, supplier_id) in (select concat_ws(' ', source_system, supplier_id) "
            "from truth.supplier_records where told_identity <> true_identity)",
        )
        for system in ("zip", "coupa", "sap", "oracle", "netsuite")
    ),
)

SUPPLIERS = Comparison(
    name="dim_suppliers",
    key=("supplier_id",),
    found="""
        select source_system, supplier_id, supplier_name, has_master_record, is_active, is_payment_blocked, country_code,
            tax_id_key,
            email_key, duns_number, created_at
        from core.dim_suppliers
    """,
    truth="""
        select source_system, supplier_id, supplier_name, true as has_master_record, is_active, is_payment_blocked, country_code,
            pseudonym('tax_id', upper(tax_id)) as tax_id_key, pseudonym('person', lower(email)) as email_key,
            duns_number, created_at
        from truth.supplier_records
    """,
    losses=_losses("dim_suppliers"),
)

COMPARISONS = [
    _compared(
        "fct_requests",
        "request_id",
        ("request_number", "request_type", "status", "department", "category", "request_amount", "currency_code", "created_at",
         "submitted_at", "completed_at", "cancelled_at"),
        references=("supplier_key",),
        persons=("requester",),
        systems="source_system = 'zip'",
    ),
    _compared(
        "fct_requisitions",
        "requisition_id",
        ("requisition_number", "status", "company_code", "cost_center", "category", "requisition_amount", "currency_code",
        "created_at",
         "created_on", "submitted_at", "approved_at"),
        references=("request_key",),
        persons=("requester",),
    ),
    _compared(
        "fct_approval_steps",
        "approval_step_id",
        ("document_type", "document_id", "step_number", "decision", "pending_since_at", "decided_at"),
        persons=("approver",),
        # Approvals of tickets are compared with the tickets; the issue tracker exports none.
        systems="source_system not in ('jira', 'servicenow_tables')",
    ),
    _compared(
        "fct_purchase_orders",
        "purchase_order_id",
        ("purchase_order_number", "company_code", "approval_status", "currency_code", "ordered_amount", "line_count",
         "received_line_count", "cleared_line_count", "ordered_at", "ordered_on", "first_receipt_at", "first_invoice_at"),
        references=("supplier_key", "requisition_key"),
        persons=("buyer",),
    ),
    _compared(
        "fct_purchase_order_lines",
        "purchase_order_line_id",
        ("purchase_order_id", "line_number", "company_code", "cost_center", "category", "ordered_quantity", "quantity_unit",
         "unit_price", "ordered_amount", "currency_code", "needed_on", "promised_on", "is_deleted", "is_ended",
         "is_goods_receipt_expected", "created_at", "created_on", "first_receipt_at", "first_invoice_at", "first_cleared_on",
         "receipt_count", "reversed_receipt_count", "invoice_count", "touch_count", "is_received", "is_invoiced", "is_cleared",
         "is_touchless", "seconds_to_first_receipt", "seconds_to_first_invoice"),
        references=("supplier_key", "requisition_key"),
    ),
    Comparison(
        name="fct_purchase_order_line_versions",
        # By when they began: a number tells which state it is only where all were seen.
        key=("purchase_order_line_id", "valid_from_at"),
        found="""
            select source_system, purchase_order_line_id, valid_from_at, valid_until_at, ordered_quantity, unit_price,
                ordered_amount, currency_code
            from core.fct_purchase_order_line_versions
        """,
        truth="""
            select source_system, purchase_order_line_id, valid_from_at, valid_until_at, ordered_quantity, unit_price,
                ordered_amount, currency_code
            from truth.purchase_order_line_versions
        """,
        losses=_losses("fct_purchase_order_line_versions"),
    ),
    _compared(
        "fct_receipts",
        "receipt_id",
        ("receipt_type", "posted_on", "received_at", "received_quantity", "quantity_unit", "received_amount", "currency_code"),
        references=("purchase_order_line_key", "purchase_order_key", "reversed_receipt_key"),
    ),
    _compared(
        "fct_invoices",
        "invoice_id",
        ("invoice_number", "document_type", "company_code", "status", "invoice_amount", "tax_amount", "currency_code",
        "invoiced_on",
         "received_on", "due_on", "approved_at", "paid_on", "created_at"),
        references=("supplier_key",),
    ),
    _compared(
        "fct_invoice_lines",
        "invoice_line_id",
        ("quantity", "unit_price", "line_amount", "currency_code"),
        references=("invoice_key", "purchase_order_key", "purchase_order_line_key"),
    ),
    MATCHES,
    HOLDS,
    _compared(
        "fct_payments",
        "payment_id",
        ("payment_amount", "currency_code", "paid_on", "is_voided"),
        references=("invoice_key", "supplier_key"),
        # Oracle reverses a payment by a second row; both say that it is void, and here the first one is compared.
        systems="payment_amount > 0",
    ),
    SUPPLIERS,
    IDENTITIES,
]  # fmt: skip
