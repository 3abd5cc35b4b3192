"""Orders that are written when the supplier has long delivered; their look-alike are releases of a framework posted after use.

Truth: after_the_fact_orders, one row per order of either kind.
"""

from __future__ import annotations

from simulator.engine import Rate, World
from simulator.world.worktime import WORKDAY_SECONDS

AFTER_THE_FACT_RATE = Rate("after_the_fact_orders", 0.035, "of the orders with a requisition")
RELEASE_RATE = Rate(
    "late_releases", 0.15, "of the releases of a framework (innocent: what is used is called off at the end of the week)"
)


def play(world: World) -> None:
    world.run(f"""
        create table planted.after_the_fact_orders as
        select order_no, case order_type when 'blanket release' then 'framework release' else 'after the fact' end as kind,
            created - draw_integer(3 * {WORKDAY_SECONDS},
                case order_type when 'blanket release' then 5 else 15 end * {WORKDAY_SECONDS}, 'delivered before', order_no)
                as delivered
        from world.orders
        where source_system <> 'zip' and created > {20 * WORKDAY_SECONDS} and cancelled_at is null
            and chance(case order_type when 'blanket release' then {world.rate(RELEASE_RATE)} else {world.rate(AFTER_THE_FACT_RATE)} end,
                'after the fact', order_no);
        -- What has been delivered is ordered as it was delivered, and not changed.
        delete from world.order_line_versions
        where version_number > 1 and order_no in (select order_no from planted.after_the_fact_orders);
        update world.orders set delivered_before = planted.delivered
        from planted.after_the_fact_orders as planted where planted.order_no = orders.order_no
    """)


def tell(world: World) -> None:
    world.truth(
        "after_the_fact_orders",
        "One row per order that was created after delivery. kind: after the fact, or framework release (innocent: agreed "
        "beforehand). Null invoiced_on: not invoiced within the period.",
        """
        select orders.source_system, native_id(orders.source_system, 'purchase_order', orders.order_no) as purchase_order_id,
            kind, at_work(orders.company_code, delivered) as delivered_at, orders.created_at as ordered_at, invoices.invoiced_on
        from planted.after_the_fact_orders as planted join world.orders as orders
            on orders.order_no = planted.order_no
        left join world.known_invoices as invoices on invoices.invoice_key = concat_ws(' ', 'order', orders.order_no, 1)
        where orders.created_at < period_end()
        """,
    )
