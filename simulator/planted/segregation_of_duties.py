"""One person in two roles that exclude each other: requester and approver, buyer and receiver, enterer and payer.

The look-alike is a requester who posts the receipt of what was asked for, which is as it should be.
Truth: segregation_breaches, one row per document of either kind.
"""

from __future__ import annotations

from simulator.engine import Rate, World

SELF_APPROVAL_RATE = Rate("self_approvals", 0.08, "of the requisitions of managers and directors")
BUYER_RECEIVES_RATE = Rate("buyer_receipts", 0.02, "of the orders of goods: the buyer receives them")
ENTERER_PAYS_RATE = Rate("enterer_payments", 0.006, "of the payments: who entered the invoice pays it")


def play(world: World) -> None:
    world.run(f"""
        create table planted.self_approvals as
        select steps.source_system, steps.document_no from world.approval_steps as steps
        join world.requisitions as requisitions on requisitions.requisition_no = steps.document_no
        join world.people as people on people.person_id = requisitions.requester_id
        where document_type = 'requisition' and step_number = 1 and steps.decision = 'approved' and level in ('manager',
            'director')
            and chance({world.rate(SELF_APPROVAL_RATE)}, 'self-approval', steps.document_no);
        update world.approval_steps set approver_id = requester_id, asked_id = requester_id
        from planted.self_approvals as planted, world.requisitions as requisitions
        where requisitions.requisition_no = planted.document_no and document_type = 'requisition' and step_number = 1
            and approval_steps.document_no = planted.document_no and approval_steps.source_system = planted.source_system;
        create table planted.receiving_buyers as
        select order_no, buyer_id from world.orders
        where order_type = 'standard' and chance({world.rate(BUYER_RECEIVES_RATE)}, 'buyer receives', order_no);
        update world.receipts set received_by_id = buyer_id from planted.receiving_buyers as planted
        where planted.order_no = receipts.order_no;
        create table planted.paying_enterers as
        select payment_no, entered_by_id from world.payments join world.invoices using (invoice_no)
        where chance({world.rate(ENTERER_PAYS_RATE)}, 'enterer pays', payment_no);
        update world.payments set created_by_id = entered_by_id from planted.paying_enterers as planted
        where planted.payment_no = payments.payment_no
    """)


def tell(world: World) -> None:
    world.truth(
        "segregation_breaches",
        "One row per document in which one person did two things. kind: requester approves, buyer receives, enterer pays, or "
        "requester "
        "receives (innocent). document_id is the requisition, the order, the invoice, the order.",
        """
        select source_system, 'requester approves' as kind, native_id(source_system, 'requisition',
            document_no) as document_id, approver_id as person_id
        from planted.self_approvals join world.approval_steps as steps using (source_system, document_no)
        where document_type = 'requisition' and step_number = 1 and decided_at < period_end()
        union all
        select distinct source_system, 'buyer receives', native_id(source_system, 'purchase_order', order_no), planted.buyer_id
        from planted.receiving_buyers as planted join world.orders using (order_no) join world.receipts using (order_no)
            where received_at < period_end()
        union all
        select invoices.source_system, 'enterer pays', invoice_id, planted.entered_by_id
        from planted.paying_enterers as planted join world.payments using (payment_no)
            join world.known_invoices as invoices using (invoice_no)
        where paid_at < period_end()
        union all
        select distinct source_system, 'requester receives', native_id(source_system, 'purchase_order', order_no), requester_id
        from world.orders join world.receipts using (order_no) where received_by_id = requester_id and received_at < period_end()
        """,
    )
