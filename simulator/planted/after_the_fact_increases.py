"""Orders that are raised to what the invoice says, so that it matches; their look-alike are changes before delivery.

Truth: after_the_fact_increases, one row per change of price or quantity of either kind.
"""

from __future__ import annotations

from simulator.engine import Rate, World

INCREASE_RATE = Rate("after_the_fact_increases", 0.30, "of the invoices that were stopped for their price")
SYSTEMS = ("sap", "coupa", "netsuite")


def play(world: World) -> None:
    world.run(f"""
        create table planted.after_the_fact_increases as
        select lines.order_no, order_line_number as line_number, invoice_no, resolved - 300 as at_, lines.unit_price,
            orders.buyer_id,
            orders.company_code, orders.currency_code
        from world.match_exceptions as exceptions join world.invoice_lines as lines using (invoice_no, line_number)
        join world.orders as orders on orders.order_no = lines.order_no
        where exception = 'price' and orders.source_system in {SYSTEMS}
            and chance({world.rate(INCREASE_RATE)}, 'increase', invoice_no * 10 + line_number)
            and at_work(orders.company_code, resolved - 300) > (
                select max(valid_from_at) from world.order_line_versions as versions
                where versions.order_no = lines.order_no and versions.line_number = order_line_number)
        qualify row_number() over (partition by lines.order_no, order_line_number order by resolved) = 1;
        insert into world.order_line_versions
        select order_no, line_number, latest.version_number + 1, at_work(company_code, at_), latest.quantity, planted.unit_price,
            money(latest.quantity * planted.unit_price, currency_code), buyer_id
        from planted.after_the_fact_increases as planted
        join (
            select order_no, line_number, max(version_number) as version_number, max_by(quantity, version_number) as quantity
            from world.order_line_versions group by order_no, line_number
        ) as latest using (order_no, line_number)
    """)


def tell(world: World) -> None:
    world.truth(
        "after_the_fact_increases",
        "One row per change of a line of an order. kind: after the fact (raised to an invoice that had come), or before "
        "delivery (innocent).",
        """
        select lines.source_system, purchase_order_line_id, version_number,
            case when planted.order_no is not null and version_number = last_version then 'after the fact'
                else 'before delivery' end as kind,
            valid_from_at as changed_at
        from world.order_line_versions as versions join world.known_lines as lines using (order_no, line_number)
        join (select order_no, line_number, max(version_number) as last_version from world.order_line_versions
            group by all) using (order_no, line_number)
        left join planted.after_the_fact_increases as planted using (order_no, line_number)
        where version_number > 1 and valid_from_at < period_end()
        """,
    )
