"""What the exporters of the ERPs share: documents as they stand at the moment $until, and when they last changed before it.

Each function gives a common table expression. A moment of the world at or after $until has not happened: it is null here.
"""

from __future__ import annotations

from simulator.score import Loss
from simulator.world.catalogue import MINOR_UNITS as DIGITS

MINOR_UNITS = f"case currency_code {' '.join(f'when {code!r} then {digits}' for code, digits in DIGITS.items())} else 2 end"

# No system knows of what has not happened yet.
IN_WINDOW = "changed_at >= $since and changed_at < $until"


def seen(*moments: str, of: str = "") -> str:
    """Columns of moments, each null until it has happened."""
    prefix = f"{of}." if of else ""
    return ", ".join(f"case when {prefix}{moment} < $until then {prefix}{moment} end as {moment}" for moment in moments)


def requisitions(system: str) -> str:
    moments = ("submitted_at", "approved_at", "rejected_at", "cancelled_at")
    return f"""
        requisitions as (
            select *, greatest(created_at, submitted_at, approved_at, rejected_at, cancelled_at, ordered_at) as changed_at from (
                select documents.* exclude ({", ".join(moments)}), {seen(*moments, of="documents")}, orders.order_no,
                    orders.ordered_at
                from world.requisitions as documents
                left join (
                    select requisition_no, min(order_no) as order_no, min(created_at) as ordered_at
                    from world.orders where created_at < $until group by requisition_no
                ) as orders using (requisition_no)
                where documents.source_system = '{system}' and created_at < $until
            )
        )"""


def orders(system: str) -> str:
    moments = ("approved_at", "closed_at", "cancelled_at")
    return f"""
        orders as (
            select *, greatest(created_at, approved_at, closed_at, cancelled_at) as changed_at from (
                select documents.* exclude ({", ".join(moments)}), {seen(*moments, of="documents")}
                from world.orders as documents where source_system = '{system}' and created_at < $until
            )
        )"""


def lines() -> str:
    """Lines of the orders of `orders`: latest quantity and price and since when (`priced_at`), what was received and billed."""
    return """
        lines as (
            select *, greatest(priced_at, deleted_at, last_received_at, last_billed_at, order_changed_at) as changed_at from (
                select lines.* exclude (deleted_at), case when lines.deleted_at < $until then lines.deleted_at end as deleted_at,
                    versions.* exclude (order_no, line_number),
                    company_code, supplier_id, currency_code, requisition_no, buyer_id, order_type, closed_at, cancelled_at,
                    orders.changed_at as order_changed_at,
                    coalesce(received.quantity, 0) as received_quantity, received.last_at as last_received_at,
                    coalesce(billed.quantity, 0) as billed_quantity, billed.last_at as last_billed_at
                from world.order_lines as lines
                join orders using (order_no)
                join (
                    select order_no, line_number, max(valid_from_at) as priced_at, max_by(quantity, version_number) as quantity,
                        max_by(unit_price, version_number) as unit_price, max_by(amount, version_number) as amount
                    from world.order_line_versions where valid_from_at < $until group by order_no, line_number
                ) as versions using (order_no, line_number)
                left join (
                    select order_no, line_number, sum(quantity) as quantity, max(received_at) as last_at
                    from world.receipts where received_at < $until group by order_no, line_number
                ) as received using (order_no, line_number)
                left join (
                    select lines.order_no, order_line_number as line_number, max(entered_at) as last_at,
                        sum(case when voided_at < $until then 0 else quantity end) as quantity
                    from world.invoice_lines as lines join world.invoices using (invoice_no)
                    where entered_at < $until and lines.order_no is not null group by lines.order_no, order_line_number
                ) as billed using (order_no, line_number)
                where lines.created_at < $until
            )
        )"""


def invoices(system: str) -> str:
    return f"""
        invoices as (
            select *, greatest(entered_at, approved_at, voided_at, last_paid_at, last_hold_at) as changed_at from (
                select documents.* exclude (approved_at, voided_at), {seen("approved_at", "voided_at", of="documents")},
                    coalesce(payments.amount, 0) as paid_amount, payments.paid_at, payments.last_at as last_paid_at,
                    holds.last_at as last_hold_at, coalesce(holds.open_holds, 0) > 0 as is_held,
                        coalesce(holds.is_disputed, false) as is_disputed
                from world.invoices as documents
                left join (
                    select invoice_no, sum(amount) filter (where is_standing) as amount,
                        max(paid_at) filter (where is_standing) as paid_at, max(last_at) as last_at
                    from (
                        select *, coalesce(voided_at >= $until, true) as is_standing,
                            greatest(paid_at, case when voided_at < $until then voided_at end) as last_at
                        from world.payments where paid_at < $until
                    ) group by invoice_no
                ) as payments using (invoice_no)
                left join (
                    select invoice_no, max(greatest(placed_at, case when released_at < $until then released_at end)) as last_at,
                        count(*) filter (where coalesce(released_at >= $until, true)) as open_holds,
                        bool_or(hold_type = 'manual' and coalesce(released_at >= $until, true)) as is_disputed
                    from world.holds where placed_at < $until group by invoice_no
                ) as holds using (invoice_no)
                where documents.source_system = '{system}' and entered_at < $until
            )
        )"""


def number(value: str) -> str:
    """A decimal without trailing zeros."""
    return f"rtrim(rtrim(cast({value} as varchar), '0'), '.')"


# A state of an order line that was over before an export could show it: the first comes a day into the period, then one a day.
UNSEEN = "valid_until_at < greatest(date_trunc('day', valid_from_at), (select starts_at from truth.period)) + interval 1 day"


def unseen_versions(system: str) -> dict[str, tuple[Loss, ...]]:
    """What daily exports of the latest state lose of lines that change twice between two of them."""
    why = "the extract shows each line as it is once a day, so a state that lasted less is never seen, nor that it was changed"
    unseen = (
        "(select count(*) from truth.purchase_order_line_versions as versions "
        f"where versions.purchase_order_line_id = expected.purchase_order_line_id and {UNSEEN})"
    )
    return {
        "fct_purchase_order_line_versions": (Loss(system, "*", why, UNSEEN),),
        "fct_purchase_order_lines": (
            Loss(system, "touch_count", why, f"{unseen} > 0"),
            Loss(system, "is_touchless", why, f"is_cleared and touch_count > 0 and touch_count = {unseen}"),
        ),
    }
