"""Purchase orders from approved requisitions, releases and tail spend: lines, their versions, and what was delivered when."""

from __future__ import annotations

from simulator.engine import World
from simulator.world.approvals import decide, outcomes
from simulator.world.worktime import WORKDAY_SECONDS

ORDER_APPROVAL_FROM_EUR = 25_000  # above it the head of procurement signs the order too
CANCELLATION_RATE = 0.012
LINE_DELETION_RATE = 0.010  # of lines of orders with several, where the ERP lets a line be deleted
LINE_CHANGE_RATE = 0.055  # of lines whose price or quantity is changed before delivery


def play(world: World) -> None:
    _orders(world)
    _lines(world)


def _orders(world: World) -> None:
    world.run("""
        create table world.orders as
        with wanted as (
            select demands.demand_key, demands.channel, demands.source_system, demands.company_code, demands.supplier_id,
                demands.supplier_number, requisitions.requisition_no, requests.request_no, demands.requester_id,
                demands.currency_code, demands.category, demands.cost_center, amounts.amount_eur,
                case channel when 'release' then demands.arises
                    else coalesce(requisitions.approved, case when demands.source_system = 'zip'
                        and requests.decision = 'approved'
                        then requests.decided end)
                        + case when demands.source_system = 'zip' then draw_integer(60, 3600, 'order issued', demand_key)
                          else draw_lognormal(14400, 1.0, 'buyer takes', demand_key)::bigint end end as created
            from world.demands as demands
            join world.demand_amounts as amounts using (demand_key)
            left join world.requests as requests on requests.request_key = demands.demand_key
            left join world.requisitions as requisitions on requisitions.demand_key = demands.demand_key
        )
        select row_number() over (order by created, demand_key) as order_no, wanted.source_system, wanted.company_code,
            supplier_id,
            supplier_number, requisition_no, request_no,
            case channel when 'release' then requester_id else clerks.person_id end as buyer_id, currency_code,
            at_work(wanted.company_code, created) as created_at, null::timestamp as ordered_at, null::timestamp as approved_at,
            null::timestamp as closed_at,
            null::timestamp as cancelled_at,
            case when channel = 'release' then 'blanket release' when categories.is_service then 'services' else 'standard' end
                as order_type,
            demand_key, requester_id, category, cost_center, amount_eur, categories.is_service, created, null::bigint as ordered,
            -- When it was delivered, if that was before there was an order.
            null::bigint as delivered_before
        from wanted
        join world.categories as categories using (category)
        join world.clerk_pool as clerks on clerks.company_code = wanted.company_code and clerks.department = 'Procurement'
            and clerks.place = place_of(concat('Procurement ', wanted.company_code), 'buyer', demand_key)
        where created is not null
    """)
    decide(
        world,
        f"""
        select orders.source_system, 'purchase_order' as document_type, order_no as document_no, orders.company_code,
            1 as step_number,
            heads.person_id as asked_id, created + 600 as submitted, null::bigint as withdrawn, 3.0 as median_hours,
                0.0 as rejection_rate
        from world.orders as orders
        join (
            select company_code, min(person_id) as person_id from world.people
            where department = 'Procurement' and level in ('director', 'vice president') group by company_code
        ) as heads using (company_code)
        where amount_eur >= {ORDER_APPROVAL_FROM_EUR} and orders.source_system not in ('coupa', 'zip')
        """,
    )
    world.run(f"""
        update world.orders set approved_at = at_work(company_code, approved), ordered = issued,
            ordered_at = at_work(company_code, issued)
        from (
            select orders.order_no, coalesce(ends.approved, orders.created) as approved,
                coalesce(ends.approved, orders.created) + case when orders.source_system in ('coupa', 'zip') then 0
                    else draw_integer(60, 1800, 'sent to supplier', orders.order_no) end as issued
            from world.orders as orders left join ({outcomes("purchase_order")}) as ends on ends.document_no = orders.order_no
        ) as approvals
        where approvals.order_no = orders.order_no;
        update world.orders set cancelled_at = at_work(company_code,
            ordered + draw_exponential({2 * WORKDAY_SECONDS}, 'order cancelled when', order_no)::bigint)
        where chance({CANCELLATION_RATE}, 'order cancelled', order_no) and source_system <> 'zip'
    """)


def _lines(world: World) -> None:
    world.run(f"""
        create table world.order_lines as
        select order_no, line_number, description, orders.category, orders.cost_center, unit, lines.is_service,
            local_day(company_code, at_work(company_code, created + draw_integer(8, 30, 'needed',
                order_no) * {WORKDAY_SECONDS})) as needed_on,
            local_day(company_code, at_work(company_code, created + draw_integer(5, 18, 'promised', order_no * 10 + line_number)
                * {WORKDAY_SECONDS})) as promised_on,
            created_at,
            case when count(*) over (partition by order_no) > 1 and line_number > 1 and orders.source_system in ('sap',
                'netsuite')
                and chance({LINE_DELETION_RATE} * 3, 'line deleted', order_no * 10 + line_number)
                then at_work(company_code, ordered + draw_integer(3600, {2 * WORKDAY_SECONDS}, 'line deleted when',
                    order_no * 10 + line_number))
                end as deleted_at,
            lines.item_number, lines.quantity as first_quantity, lines.unit_price as first_price
        from world.orders as orders join world.demand_lines as lines using (demand_key);
        create table world.order_line_versions as
        select lines.order_no, line_number, 1 as version_number, orders.created_at as valid_from_at, first_quantity as quantity,
            first_price as unit_price, money(first_quantity * first_price, orders.currency_code) as amount,
                buyer_id as changed_by_id
        from world.order_lines as lines join world.orders as orders using (order_no);
        -- Second versions: the buyer corrects the price, or the requester wants more or fewer.
        insert into world.order_line_versions
        with changed as (
            select versions.*, orders.company_code, orders.currency_code, orders.ordered, orders.buyer_id, orders.cancelled_at,
                lines.deleted_at, order_no * 10 + line_number as line_key
            from world.order_line_versions as versions join world.orders as orders using (order_no)
            join world.order_lines as lines using (order_no, line_number)
            where source_system <> 'zip' and chance({LINE_CHANGE_RATE}, 'line changed', order_no * 10 + line_number)
        ),
        drafted as (
            select *, at_work(company_code, ordered + draw_integer(3600, {3 * WORKDAY_SECONDS}, 'line changed when',
                line_key)) as at_,
                chance(0.5, 'price changed', line_key) as is_price,
                money(unit_price * (1 + draw_normal(0.02, 0.06, 'new price', line_key)), currency_code) as new_price,
                cast(greatest(1, quantity + pick([-2, -1, 1, 2, 3], 'new quantity', line_key)) as decimal(18, 4)) as new_quantity
            from changed
        )
        select order_no, line_number, 2, at_, case when is_price then quantity else new_quantity end,
            case when is_price then new_price else unit_price end,
            money(case when is_price then quantity * new_price else new_quantity * unit_price end, currency_code), buyer_id
        from drafted
        where (cancelled_at is null or at_ < cancelled_at) and (deleted_at is null or at_ < deleted_at)
            and (is_price and new_price <> unit_price or not is_price and new_quantity <> quantity)
    """)
