"""Goods that were paid and never received in the books, and invoices without the order that there was.

Look-alikes are services, which nobody receives, and bills that need no order: rent, energy, fees.
Truth: missing_documents, one row per invoice of any kind.
"""

from __future__ import annotations

from simulator.engine import Rate, World

MISSING_RECEIPT_RATE = Rate("missing_receipts", 0.015, "of the deliveries of goods")


def play(world: World) -> None:
    world.run(f"""
        create table planted.missing_receipts as
        select distinct order_no, delivery_no from world.deliveries
        where is_received and quantity > 0 and chance({world.rate(MISSING_RECEIPT_RATE)}, 'missing receipt', order_no * 10 + delivery_no);
        update world.deliveries set is_received = false from planted.missing_receipts as missing
        where missing.order_no = deliveries.order_no and missing.delivery_no = deliveries.delivery_no
    """)


def tell(world: World) -> None:
    world.truth(
        "missing_documents",
        "One row per invoice without a document. kind: receipt (goods, billed without one), order (there was one, and the "
        "invoice does not name it), service or standing bill or one-off bill (innocent).",
        """
        select invoices.source_system, invoices.invoice_id,
            case when missing.order_no is not null then 'receipt' when orphans.invoice_key is not null then 'order'
                when invoices.order_no is not null then 'service' when invoice_key like 'bill %' then 'one-off bill'
                    else 'standing bill' end as kind
        from world.known_invoices as invoices
        left join (select distinct invoice_no, delivery_no from world.invoice_lines
            where delivery_no is not null) as lines using (invoice_no)
        left join planted.missing_receipts as missing on missing.order_no = invoices.order_no
            and missing.delivery_no = lines.delivery_no
        left join planted.orphaned_invoices as orphans using (invoice_key)
        left join (select order_no, is_service from world.orders) as orders on orders.order_no = invoices.order_no
        where document_type = 'invoice' and (invoices.order_no is null or missing.order_no is not null or orders.is_service)
        """,
    )
