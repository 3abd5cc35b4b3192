"""What suppliers deliver. Services are performed and billed; of goods `is_received` says whether a receipt is posted."""

from __future__ import annotations

from simulator.engine import World
from simulator.world.worktime import WORKDAY_SECONDS

GOODS_LEAD_WORKDAYS, RELEASE_LEAD_WORKDAYS, SERVICE_LEAD_WORKDAYS = 9.0, 3.0, 14.0
LEAD_SIGMA = 0.45
EARLIEST = 4 * WORKDAY_SECONDS  # nothing is delivered while lines are still being changed
NEVER_DELIVERED_RATE = 0.02
SECOND_DELIVERY_RATE = 0.16
SECOND_BILL_RATE, THIRD_BILL_RATE = 0.40, 0.18  # of services that are billed month by month
MONTH = 21 * WORKDAY_SECONDS


def play(world: World) -> None:
    world.run(f"""
        create table world.deliveries as
        with planned as (
            select orders.*,
                coalesce(delivered_before, ordered + {EARLIEST} + draw_lognormal({WORKDAY_SECONDS} * case
                    when order_type = 'blanket release' then {RELEASE_LEAD_WORKDAYS}
                    when is_service then {SERVICE_LEAD_WORKDAYS} else {GOODS_LEAD_WORKDAYS} end,
                    {LEAD_SIGMA}, 'lead', order_no)::bigint) as first_delivered,
                case when is_service then 1 + chance({SECOND_BILL_RATE}, 'second bill', order_no)::integer
                        + chance({THIRD_BILL_RATE}, 'third bill', order_no)::integer
                     else 1 + chance({SECOND_DELIVERY_RATE}, 'second delivery', order_no)::integer end as parts
            from world.orders as orders
            where cancelled_at is null and not chance({NEVER_DELIVERED_RATE}, 'never delivered', order_no)
        ),
        lined as (
            select planned.order_no, planned.company_code, planned.source_system, planned.currency_code, planned.requester_id,
                planned.is_service, order_type = 'blanket release' as is_release, lines.line_number, latest.quantity,
                latest.unit_price, least(parts, latest.quantity)::integer as parts, ordered, first_delivered
            from planned join world.order_lines as lines using (order_no)
            join (
                select order_no, line_number, max_by(quantity, version_number) as quantity,
                    max_by(unit_price, version_number) as unit_price
                from world.order_line_versions group by order_no, line_number
            ) as latest using (order_no, line_number)
            where lines.deleted_at is null
        )
        select order_no, part as delivery_no, line_number, company_code, source_system, currency_code, requester_id, is_service,
            cast(floor(quantity * part / parts) - floor(quantity * (part - 1) / parts) as decimal(18, 4)) as quantity,
            unit_price,
            -- What the supplier delivered, and when people posted it: later where the order came after the fact.
            first_delivered + (part - 1) * case when is_service then {MONTH}
                else draw_integer({2 * WORKDAY_SECONDS}, {8 * WORKDAY_SECONDS}, 'second delivery after',
                    order_no) end as delivered,
            greatest(delivered, ordered + 3600)
                + draw_integer(600, 14400, 'receipt posted', order_no * 10 + line_number) as posted,
            not is_service and source_system <> 'zip' as is_received, is_release
        from lined, unnest(range(1, parts + 1)) as numbers(part)
    """)
