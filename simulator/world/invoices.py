"""Invoices: what suppliers send for what they delivered, for rent and the like, and credit memos.

Drafts come first (world.invoice_drafts, world.invoice_draft_lines): what arrives is drafted here,
    what should not have arrived by the
planted steps that follow; booking.py then enters them all in the order in which they arrived.
"""

from __future__ import annotations

from simulator.engine import World
from simulator.world.demands import LEAD_IN_DAYS
from simulator.world.worktime import WORKDAY_SECONDS

EARLY_INVOICE_RATE = 0.05  # of deliveries of goods: billed when sent, entered before the goods are received
PRICE_VARIANCE_RATE = 0.025  # of lines
QUANTITY_VARIANCE_RATE = 0.012
CREDIT_MEMO_RATE = 0.022  # of invoices with an order
ONE_OFF_PER_WORKDAY = 5.0  # bills without an order, at scale 1
VOID_RATE = 0.008  # entered wrongly, voided before it is paid
STANDING_BILLS = [
    ("Premises", 1, 3),
    ("Utilities and telecommunications", 2, 3),
    ("Software subscriptions", 1, 2),
]  # per company, at scale 1
ONE_OFF = [
    ("Legal services", "Filing fees", 640), ("Training", "Membership fee", 420), ("Events and travel", "Speaker travel", 870),
    ("Marketing and media", "Newsletter placement", 1350), ("Recruiting", "Background checks", 290),
    ("Facilities services", "Emergency call-out", 480), ("Consulting", "Expert call", 760),
]  # fmt: skip


def play(world: World) -> None:
    world.run("""
        create table world.invoice_drafts (invoice_key varchar, source_system varchar, company_code varchar, supplier_id varchar,
            supplier_number integer, invoice_number varchar, document_type varchar, order_no bigint, description varchar,
            cost_center varchar, currency_code varchar, invoiced_on date, received bigint, earliest_entry bigint,
            is_wrong boolean);
        create table world.invoice_draft_lines (invoice_key varchar, line_number integer, order_no bigint,
            order_line_number integer,
            quantity decimal(18, 4), unit_price decimal(18, 4), exception varchar, breach_amount decimal(18, 4),
                receipt_due bigint, delivery_no bigint)
    """)
    _for_deliveries(world)
    _credit_memos(world)
    _standing_bills(world)
    _one_off(world)
    _number(world)


def _for_deliveries(world: World) -> None:
    """One invoice for what came together. Early ones bill what is under way."""
    world.run(f"""
        create temp table billed as
        select concat_ws(' ', 'order', order_no, delivery_no) as invoice_key, deliveries.*,
            not deliveries.is_service and deliveries.source_system <> 'zip'
                and chance({EARLY_INVOICE_RATE}, 'early', order_no * 10 + delivery_no) as is_early,
            min(delivered) over bill as sent, max(posted) over bill as all_posted
        from world.deliveries as deliveries
        where quantity > 0
        window bill as (partition by order_no, delivery_no);
        insert into world.invoice_drafts
        select invoice_key, billed.source_system, billed.company_code, orders.supplier_id, orders.supplier_number, null,
            'invoice', order_no, null, orders.cost_center, orders.currency_code,
            local_day(billed.company_code, at_work(billed.company_code, invoiced)),
            invoiced + draw_lognormal({WORKDAY_SECONDS}, 0.6, 'arrives', invoice_key)::bigint as received,
            -- An invoice is entered against its order, so not before there is one; most wait until the goods are posted.
            greatest(orders.ordered + 3600, case when is_early then 0 else all_posted + 1200 end), false
        from (select distinct on (invoice_key) * from billed order by invoice_key, line_number) as billed
        join world.orders as orders using (order_no),
        lateral (select greatest(0, case when is_early then sent - {3 * WORKDAY_SECONDS} else sent end
            + draw_integer(0, {2 * WORKDAY_SECONDS}, 'billed', invoice_key)) as invoiced) as dated;
        insert into world.invoice_draft_lines
        with drawn as (
            select *, concat(invoice_key, ' ', line_number) as line_key,
                is_early or not is_service and source_system <> 'zip' and not is_received as is_unreceived
            from billed
        ),
        varied as (
            select *, source_system <> 'zip' and chance({PRICE_VARIANCE_RATE}, 'price variance', line_key) as is_price,
                source_system <> 'zip' and quantity > 3 and chance({QUANTITY_VARIANCE_RATE}, 'quantity variance',
                    line_key) as is_quantity,
                money(unit_price * (1.03 + 0.1 * draw('by how much', line_key)), currency_code) as other_price,
                cast(ceil(quantity * 1.1) as decimal(18, 4)) as other_quantity
            from drawn
        )
        select invoice_key, row_number() over (partition by invoice_key order by line_number), order_no, line_number,
            case when is_quantity and not is_price then other_quantity else quantity end,
            case when is_price then other_price else unit_price end,
            case when is_price then 'price' when is_quantity then 'quantity' when is_unreceived then 'receipt' end,
            case when is_price then money(quantity * (other_price - unit_price), currency_code)
                 when is_quantity then money((other_quantity - quantity) * unit_price, currency_code)
                 when is_unreceived then money(quantity * unit_price, currency_code) end,
            case when is_received then posted end, delivery_no
        from varied
    """)


def _credit_memos(world: World) -> None:
    world.run(f"""
        insert into world.invoice_draft_lines
        select invoice_key || ' credit', 1, lines.order_no, order_line_number,
            cast(-greatest(1, floor(quantity * draw('credited', invoice_key))) as decimal(18, 4)), unit_price, null, null,
                null, null
        from world.invoice_draft_lines as lines join world.invoice_drafts as drafts using (invoice_key)
        where line_number = 1 and source_system <> 'zip' and chance({CREDIT_MEMO_RATE}, 'credit memo', invoice_key);
        insert into world.invoice_drafts
        select drafts.invoice_key || ' credit', source_system, company_code, supplier_id, supplier_number, null, 'credit_memo',
            drafts.order_no, description, cost_center, currency_code, local_day(company_code, at_work(company_code, credited)),
            credited + draw_lognormal({WORKDAY_SECONDS}, 0.5, 'credit arrives', drafts.invoice_key)::bigint, earliest_entry, false
        from world.invoice_drafts as drafts semi join world.invoice_draft_lines as lines
            on lines.invoice_key = drafts.invoice_key || ' credit',
        lateral (select greatest(received, earliest_entry) + draw_integer({4 * WORKDAY_SECONDS}, {15 * WORKDAY_SECONDS},
            'credited when', drafts.invoice_key)
            as credited) as dated
    """)


def _standing_bills(world: World) -> None:
    """Rent, energy, telephone, subscriptions: every month, most of the same amount."""
    kinds = " union all ".join(
        f"select '{category}' as category, {round(low * max(1, world.parameters.scale))} as lowest, "
        f"{round(high * max(1, world.parameters.scale))} as highest"
        for category, low, high in STANDING_BILLS
    )
    world.run(f"""
        create table world.standing_bills as
        with numbered as (
            select companies.company_code, erp, kinds.category, concat_ws(' ', companies.company_code, kinds.category,
                number) as bill_key
            from world.companies as companies, ({kinds}) as kinds,
            range(draw_integer(lowest, highest, 'standing', concat(company_code, kinds.category))) as numbers(number)
        )
        select bill_key, numbered.company_code, erp as source_system, numbered.category, pool.supplier_id, pool.supplier_number,
            pool.currency_code, items.description, prices.unit_price as monthly_amount,
            numbered.category <> 'Utilities and telecommunications' or chance(0.5, 'flat rate', bill_key) as is_equal,
            draw_integer(1, 20, 'billing day', bill_key)::integer as day_of_month, centers.cost_center
        from numbered
        join world.supplier_pool as pool on pool.source_system = numbered.erp and pool.category = numbered.category
            and pool.place = place_of(concat_ws(' ', numbered.erp, numbered.category), 'standing supplier', bill_key)
        join (select *, row_number() over (partition by category order by item_number) as place,
            count(*) over (partition by category) as size
              from world.items) as items
            on items.category = numbered.category and items.place = 1 + floor(draw('standing item', bill_key) * items.size)
        join world.prices as prices on prices.supplier_number = pool.supplier_number and prices.item_number = items.item_number
        join world.cost_centers as centers on centers.company_code = numbered.company_code
            and centers.department = case numbered.category when 'Software subscriptions' then 'Information Technology'
                else 'Workplace and Facilities' end;
        create temp table standing as
        select concat_ws(' ', bill_key, month_on) as invoice_key, bills.*, month_on + day_of_month - 1 as invoiced_on,
            case when is_equal then monthly_amount
                 else money(monthly_amount * (1 + draw_normal(0, 0.12, 'consumption', concat(bill_key, month_on))), currency_code)
                 end as amount
        from world.standing_bills as bills,
        lateral (select unnest(generate_series(date_trunc('month', period_start()::date - {LEAD_IN_DAYS}), period_end(),
            interval 1 month))::date
            as month_on) as months
        where invoiced_on >= period_start()::date - {LEAD_IN_DAYS} and invoiced_on < period_end()::date;
        insert into world.invoice_drafts
        select invoice_key, source_system, company_code, supplier_id, supplier_number, null, 'invoice', null, description,
            cost_center, currency_code, invoiced_on, next_workday(company_code, invoiced_on) * {WORKDAY_SECONDS}::bigint
                + draw_lognormal({WORKDAY_SECONDS}, 0.5, 'arrives', invoice_key)::bigint, 0, false
        from standing;
        insert into world.invoice_draft_lines select invoice_key, 1, null, null, 1, amount, null, null, null, null from standing
    """)


def _one_off(world: World) -> None:
    kinds = " union all ".join(
        f"select {n} as kind, '{c}' as category, '{d}' as description, {price} as price"
        for n, (c, d, price) in enumerate(ONE_OFF)
    )
    world.run(f"""
        create temp table one_off as
        with counted as (
            select company_code, erp,
                unnest(range(round({ONE_OFF_PER_WORKDAY} * {world.parameters.scale} * share * count(*))::bigint)) as number
            from world.companies join world.busy_days using (company_code) group by company_code, erp, share
        ),
        drawn as (
            select concat_ws(' ', 'bill', company_code, number) as invoice_key, company_code, erp,
                draw('bill day', concat(company_code, number)) as day_draw from counted
        ),
        dated as (
            select drawn.*, days.workday_number * {WORKDAY_SECONDS}::bigint + moment_of_day('bill', invoice_key) as received
            from drawn asof join world.busy_days as days on days.company_code = drawn.company_code
                and drawn.day_draw >= days.share_before
        )
        select dated.*, pool.supplier_id, pool.supplier_number, pool.currency_code, kinds.description, people.cost_center,
            money(draw_lognormal(kinds.price, 0.6, 'bill amount', invoice_key) / eur_per_unit, pool.currency_code) as amount
        from dated join ({kinds}) as kinds on kinds.kind = draw_integer(0, {len(ONE_OFF) - 1}, 'bill kind', invoice_key)
        join world.supplier_pool as pool on pool.source_system = dated.erp and pool.category = kinds.category
            and pool.place = place_of(concat_ws(' ', dated.erp, kinds.category), 'bill supplier', invoice_key)
        join world.currencies as currencies on currencies.currency_code = pool.currency_code
        join world.requester_pool as requesters on requesters.company_code = dated.company_code
            and requesters.place = place_of(concat('requesters ', dated.company_code), 'bill for', invoice_key)
        join world.people as people on people.person_id = requesters.person_id;
        insert into world.invoice_drafts
        select invoice_key, erp, company_code, supplier_id, supplier_number, null, 'invoice', null, description, cost_center,
            currency_code, local_day(company_code, at_work(company_code, received)) - draw_integer(0, 5, 'bill age',
                invoice_key)::integer,
            received, 0, false
        from one_off;
        insert into world.invoice_draft_lines select invoice_key, 1, null, null, 1, amount, null, null, null, null from one_off
    """)


def _number(world: World) -> None:
    """A supplier's numbers count up, in the supplier's own style. Some invoices are entered wrongly and will be voided."""
    world.run(f"""
        update world.invoice_drafts set
            invoice_number = case draw_integer(1, 5, 'number style', supplier_number)
                when 1 then 'INV-' || lpad(serial::varchar, 6, '0')
                when 2 then 'RE' || year(invoiced_on) % 100 || '/' || serial
                when 3 then year(invoiced_on) || '-' || lpad(serial::varchar, 5, '0')
                when 4 then upper(left(supplier_name, 3)) || lpad(serial::varchar, 6, '0')
                else (10000000 + serial)::varchar end,
            is_wrong = source_system <> 'zip' and chance({VOID_RATE}, 'voided', invoice_key)
        from (
            select invoice_key as numbered_key, suppliers.supplier_name,
                draw_integer(100, 9000, 'first number', supplier_number) + draw_integer(0, 6, 'number gap', invoice_key)
                    + 7 * row_number() over (partition by supplier_number order by invoiced_on, invoice_key) as serial
            from world.invoice_drafts join world.suppliers as suppliers using (supplier_number)
        ) as serials
        where numbered_key = invoice_key
    """)
