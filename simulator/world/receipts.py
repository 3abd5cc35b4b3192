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
                unit_price, coalesce(clerks.person_id, requester_id) as received_by_id, 0 as step
            from world.deliveries as deliveries
            join world.people as people on people.person_id = requester_id
            left join world.clerk_pool as own
                on own.person_id = requester_id and own.department = 'Workplace and Facilities'
            -- Who asked for it receives it. What is called off, and what was for somebody who left, the goods desk receives.
            left join world.clerk_pool as clerks on clerks.department = 'Workplace and Facilities'
                and clerks.company_code = case
                    when is_release or left_on <= local_day(deliveries.company_code, at_work(deliveries.company_code, posted)) + 4
                    then deliveries.company_code end
                and clerks.place = other_than(own.place, concat('Workplace and Facilities ', deliveries.company_code),
                    'goods desk', order_no)
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
