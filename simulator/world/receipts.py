"""Goods receipts: what people post of the deliveries, and the postings that they take back."""

from __future__ import annotations

from simulator.engine import World
from simulator.world.worktime import WORKDAY_SECONDS

REVERSAL_RATE = 0.015  # wrong line or quantity: reversed and posted again


def play(world: World) -> None:
    world.run(f"""
        create table world.receipts as
        with posted as (
            select order_no, line_number, delivery_no, deliveries.company_code, source_system, currency_code, posted, quantity,
                unit_price,
                case when left_on <= local_day(deliveries.company_code, at_work(deliveries.company_code, posted)) + 4
                     then people.manager_id else requester_id end as received_by_id, 0 as step
            from world.deliveries as deliveries join world.people as people on people.person_id = requester_id
            where is_received and quantity > 0
        ),
        wrong as (
            select *, draw_integer(3600, {2 * WORKDAY_SECONDS}, 'reversed after',
                order_no * 1000 + line_number * 10 + delivery_no) as after_
            from posted where chance({REVERSAL_RATE}, 'reversed', order_no * 1000 + line_number * 10 + delivery_no)
        ),
        movements as (
            from posted
            union all select * exclude (after_) replace (posted + after_ as posted, -quantity as quantity, 1 as step) from wrong
            union all select * exclude (after_) replace (posted + after_ + 900 as posted, 2 as step) from wrong
        ),
        numbered as (
            select *, row_number() over (order by posted, order_no, line_number, delivery_no, step) as receipt_no from movements
        )
        select receipt_no, order_no, line_number, at_work(company_code, posted) as received_at,
            local_day(company_code, at_work(company_code, posted)) as posted_on, quantity,
            money(quantity * unit_price, currency_code) as amount, received_by_id,
            case when step = 1 then lag(receipt_no) over (partition by order_no, line_number, delivery_no order by step) end
                as reverses_receipt_no,
            delivery_no, step
        from numbered
    """)
