"""Invoices for an order that reach accounts payable without its number and are booked without it. Truth: in missing_documents."""

from __future__ import annotations

from simulator.engine import Rate, World

ORPHAN_RATE = Rate("missing_orders", 0.012, "of the invoices for services with an order: they do not name it")


def play(world: World) -> None:
    world.run(f"""
        create table planted.orphaned_invoices as
        select invoice_key, drafts.order_no from world.invoice_drafts as drafts join world.orders as orders using (order_no)
        where is_service and drafts.source_system <> 'zip' and document_type = 'invoice' and chance({world.rate(ORPHAN_RATE)}, 'orphan',
            invoice_key)
            and not exists (from world.invoice_drafts as credit where credit.invoice_key = drafts.invoice_key || ' credit');
        update world.invoice_drafts set order_no = null, description = 'Services as agreed'
        where invoice_key in (select invoice_key from planted.orphaned_invoices);
        update world.invoice_draft_lines set order_no = null, order_line_number = null, exception = null, breach_amount = null,
            receipt_due = null, delivery_no = null
        where invoice_key in (select invoice_key from planted.orphaned_invoices)
    """)
