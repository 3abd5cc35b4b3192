"""What people need, before anything is written down: who, what, from whom, how much. Requests and orders follow from it.

Phenomena that begin with a need (a purchase cut in pieces, a price above the contract) are planted here,
    before documents get their
numbers, so that numbers give nothing away. Tables:

    world.demands        demand_key, channel (intake: asked for in Zip
        or Jira; direct: entered in the ERP; release: called off a framework),
                         company, source_system that will hold the order, requester, category, supplier,
                             work time at which it arises
    world.demand_lines   items with quantity, unit and unit price in the supplier's currency
    world.contracts      agreed unit prices by supplier and item
    world.frameworks     what is called off on a schedule
"""

from __future__ import annotations

from simulator.engine import World
from simulator.world.worktime import WORKDAY_SECONDS

LEAD_IN_DAYS = 35  # a company's orders do not begin with the period: those from before it are delivered and paid in it
REQUESTS_PER_WORKDAY = 11.0  # of all companies at scale 1
REQUISITIONS_PER_WORKDAY = 4.6  # entered in the ERP without intake
FRAMEWORKS = 26  # at scale 1
GROWTH_PER_YEAR = 0.30
WEEKDAYS = [1.10, 1.15, 1.05, 0.95, 0.75]  # Monday to Friday
QUARTER_END_PEAK = 1.25  # in the last ten days of a quarter budgets are used up
OWN_SPEND_TYPE_SHARE = 0.80  # engineers buy technology, but chairs too
CONTRACT_SHARE = 0.60  # of the suppliers have agreed prices
PRICE_SPREAD = 0.05  # where nothing is agreed, each quote is a little different


def play(world: World) -> None:
    _calendar(world)
    _pools(world)
    _needs(world)
    _frameworks(world)
    _lines(world)


def _calendar(world: World) -> None:
    """How busy each workday is, accumulated to 1: a draw between 0 and 1 falls on a day by its weight."""
    world.run(f"""
        create table world.busy_days as
        with weighted as (
            select company_code, workday_number, on_date,
                {WEEKDAYS}[isodow(on_date)] * (1 + {GROWTH_PER_YEAR} * datediff('day', period_start()::date, on_date) / 365.0)
                    * case when datediff('day', on_date, (date_trunc('quarter', on_date) + interval 3 month)::date) <= 10
                           then {QUARTER_END_PEAK} else 1 end as weight
            from world.workdays
            where on_date >= period_start()::date - {LEAD_IN_DAYS} and on_date < period_end()::date
        )
        select company_code, workday_number,
            (sum(weight) over days - weight) / sum(weight) over (partition by company_code) as share_before
        from weighted
        window days as (partition by company_code order by workday_number)
    """)
    # The day's two humps, morning and afternoon.
    world.run(f"""
        create macro moment_of_day(stream, key_) as cast(greatest(0, least({WORKDAY_SECONDS - 1},
            case when chance(0.55, stream || ' half', key_) then draw_normal(8400, 3000, stream || ' time', key_)
                 else draw_normal(23400, 4200, stream || ' time', key_) end)) as bigint)
    """)


def _pools(world: World) -> None:
    """Who can be drawn for what, numbered within the group: a draw is `place_of(group, stream, key)` and one hash join.

    Groups are `requesters <company>`, `<department> <company>` (`Treasury` is all of Finance) and `<ERP> <category>`;
    `favoured_of` draws the first more often,
    `other_than` anybody but one.
    """
    present = f"hired_on <= period_start()::date - {LEAD_IN_DAYS} - 5"
    world.run(f"""
        -- Procurement buys for the others, and those who sign its orders and the bills of Finance neither write nor enter any.
        create table world.requester_pool as
        select company_code, person_id, row_number() over (partition by company_code order by person_id) as place
        from world.people where level in ('staff', 'manager', 'director') and department <> 'Procurement' and {present};
        create table world.clerk_pool as
        with clerks as (
            select company_code, department, person_id from world.people
            where level in ('staff', 'manager') and left_on is null and {present}
                and department in ('Procurement', 'Finance', 'Workplace and Facilities', 'Information Technology')
            union all
            select company_code, 'Treasury', person_id from world.people
            where department = 'Finance' and level <> 'chief' and left_on is null and {present}
        )
        select *, row_number() over (partition by company_code, department order by person_id) as place from clerks;
        create table world.supplier_pool as
        select records.source_system, suppliers.category, records.supplier_id, records.supplier_number, suppliers.currency_code,
            row_number() over (partition by records.source_system, suppliers.category
                order by draw('rank', records.supplier_number), records.supplier_id) as place
        from world.supplier_records as records join world.suppliers as suppliers using (supplier_number)
        where suppliers.is_active
    """)
    world.constant(
        "pool_sizes",
        """(
            select map_from_entries(list((pool, size) order by pool)) from (
                select concat('requesters ', company_code) as pool, count(*) as size from world.requester_pool group by all
                union all select concat_ws(' ', department, company_code), count(*) from world.clerk_pool group by all
                union all select concat_ws(' ', source_system, category), count(*) from world.supplier_pool group by all
            )
        )""",
    )
    world.run("""
        create macro pool_size(pool) as getvariable('pool_sizes')[pool];
        create macro place_of(pool, stream, key_) as 1 + cast(floor(draw(stream, key_) * pool_size(pool)) as bigint);
        create macro other_than(place_, pool, stream, key_) as case when place_of(pool, stream, key_) is distinct from place_
            then place_of(pool, stream, key_) else 1 + place_ % pool_size(pool) end;
        create macro favoured_of(pool, stream, key_) as
            1 + cast(floor(power(draw(stream, key_), 2) * pool_size(pool)) as bigint);
        create table world.category_pool as
        select spend_type, category,
            (sum(demand) over earlier - demand) / sum(demand) over (partition by spend_type) as share_before
        from world.categories where demand > 0 window earlier as (partition by spend_type order by category);
    """)
    # What an item costs at a supplier. An agreed price is the same for every order, and on the record.
    world.run(f"""
        create table world.prices as
        select suppliers.supplier_number, items.category, items.item_number, suppliers.currency_code,
            chance({CONTRACT_SHARE}, 'contract', suppliers.supplier_number) as is_agreed,
            money(draw_lognormal(items.price_eur, 0.12, 'price', suppliers.supplier_number * 100 + items.item_number)
                / eur_per_unit, currency_code) as unit_price
        from world.suppliers as suppliers
        join world.items as items using (category)
        join world.currencies as currencies using (currency_code);
        create table world.contracts as
        select supplier_number, item_number, currency_code, unit_price as agreed_price,
            period_start()::date - draw_integer(40, 500, 'signed', supplier_number)::integer as valid_from_on,
                null::date as valid_to_on
        from world.prices where is_agreed
    """)


def _needs(world: World) -> None:
    for channel, rate in (("intake", REQUESTS_PER_WORKDAY), ("direct", REQUISITIONS_PER_WORKDAY)):
        into = "insert into world.demands" if channel == "direct" else "create table world.demands as"
        world.run(f"""
            {into}
            with counted as (
                select companies.company_code, companies.erp,
                    unnest(range(round({rate} * {world.parameters.scale} * companies.share * count(*))::bigint)) as number
                from world.companies as companies join world.busy_days as days using (company_code)
                group by companies.company_code, companies.erp, companies.share
            ),
            needs as (
                select concat_ws(' ', '{channel}', company_code, number) as demand_key, company_code, erp from counted
            ),
            placed as (
                select needs.*, draw('need day', demand_key) as day_draw, pool.person_id as requester_id
                from needs
                join world.requester_pool as pool on pool.company_code = needs.company_code
                    and pool.place = place_of(concat('requesters ', needs.company_code), 'requester', demand_key)
            ),
            dated as (
                select placed.*, days.workday_number * {WORKDAY_SECONDS}::bigint + moment_of_day('need', demand_key) as arises
                from placed asof join world.busy_days as days
                    on days.company_code = placed.company_code and placed.day_draw >= days.share_before
            ),
            typed as (
                select dated.demand_key, dated.company_code, dated.erp, dated.arises,
                    case when people.left_on <= cast(at_work(dated.company_code, arises) as date) + 1
                         then people.manager_id else people.person_id end as requester_id,
                    people.cost_center,
                    case when chance({OWN_SPEND_TYPE_SHARE}, 'own type', demand_key) = (centers.spend_type = 'technology')
                         then 'technology' else 'corporate services' end as spend_type,
                    draw('category', demand_key) as category_draw
                from dated join world.people as people on people.person_id = dated.requester_id
                join world.cost_centers as centers on centers.cost_center = people.cost_center
            ),
            categorised as (
                select typed.*, pool.category from typed asof join world.category_pool as pool
                    on pool.spend_type = typed.spend_type and typed.category_draw >= pool.share_before
            )
            select demand_key, '{channel}' as channel, categorised.company_code, erp as source_system, requester_id, cost_center,
                categorised.category, pool.supplier_id, pool.supplier_number, pool.currency_code, arises,
                null::integer as framework_no
            from categorised join world.supplier_pool as pool on pool.source_system = categorised.erp
                and pool.category = categorised.category
                and pool.place = favoured_of(concat_ws(' ', categorised.erp, categorised.category), 'supplier', demand_key)
        """)


def _frameworks(world: World) -> None:
    """Frameworks with an agreed price, called off every week, fortnight or month by the person who looks after them."""
    world.run(f"""
        create table world.frameworks as
        with numbered as (
            select i + 1 as framework_no, companies.company_code, companies.erp,
                pick(['Office supplies', 'Facilities services', 'Cloud infrastructure', 'Network and data centre',
                      'Print and merchandise', 'Software engineering services'], 'framework category', i) as category,
                pick([7, 7, 14, 14, 30], 'framework rhythm', i) as every_days
            from range({max(8, round(FRAMEWORKS * world.parameters.scale))}) as numbers(i)
            join world.companies as companies
                on companies.company_code = pick_weighted(['HL10', 'HL20', 'HL30', 'HL40'], [3, 3, 2, 2], 'framework company', i)
        )
        select numbered.* exclude (keeper_department), clerks.person_id as keeper_id, people.cost_center,
            pool.supplier_id, pool.supplier_number, pool.currency_code
        from (
            select *, case when category in ('Cloud infrastructure', 'Network and data centre', 'Software engineering services')
                then 'Information Technology' else 'Workplace and Facilities' end as keeper_department from numbered
        ) as numbered
        join world.clerk_pool as clerks on clerks.company_code = numbered.company_code and clerks.department = keeper_department
            and clerks.place = place_of(concat_ws(' ', keeper_department, numbered.company_code),
                'framework keeper', framework_no)
        join world.people as people on people.person_id = clerks.person_id
        join world.supplier_pool as pool on pool.source_system = numbered.erp and pool.category = numbered.category
            and pool.place = place_of(concat_ws(' ', numbered.erp, numbered.category), 'framework supplier', framework_no);
        insert into world.demands
        select 'release ' || framework_no || ' ' || i, 'release', company_code, erp, keeper_id, cost_center, category,
            supplier_id, supplier_number, currency_code,
            next_workday(company_code, on_date) * {WORKDAY_SECONDS}::bigint
                + draw_integer(1800, 7200, 'release time', framework_no * 1000 + i),
            framework_no
        from world.frameworks, range(200) as numbers(i),
        lateral (select period_start()::date - {LEAD_IN_DAYS} + draw_integer(0, every_days - 1, 'release day',
            framework_no)::integer
            + i::integer * every_days as on_date) as dated
        where on_date < period_end()::date
    """)


def _lines(world: World) -> None:
    """Items of each demand. A framework's releases are alike; what is needed otherwise varies."""
    world.run(f"""
        create table world.demand_lines as
        with counted as (
            select demands.*, categories.is_service,
                coalesce('framework ' || framework_no, demand_key) as like_key,
                case when is_service then 1 + chance(0.35, 'second line', like_key)::integer
                     else 1 + least(5, floor(draw_exponential(2.0, 'lines', like_key))) end as lines
            from world.demands as demands join world.categories as categories using (category)
        ),
        itemised as (
            select counted.*, number as line_number,
                1 + (draw_integer(0, 99, 'first item', like_key) + number) % sizes.size as item_number
            from counted
            join (select category, count(*) as size from world.items group by category) as sizes using (category),
            range(1, least(lines, size)::bigint + 1) as numbers(number)
        )
        select demand_key, line_number::integer as line_number, items.item_number, items.description, items.unit, is_service,
            cast(items.lowest + floor(power(draw('quantity ' || line_number, like_key), 2.2) * (items.highest - items.lowest + 1))
                as decimal(18, 4)) as quantity,
            case when prices.is_agreed then prices.unit_price
                 else money(prices.unit_price * (1 + draw_normal(0, {PRICE_SPREAD}, 'quote ' || line_number, demand_key)),
                     prices.currency_code) end as unit_price,
            prices.is_agreed
        from itemised
        join world.items as items on items.category = itemised.category and items.item_number = itemised.item_number
        join world.prices as prices on prices.supplier_number = itemised.supplier_number
            and prices.item_number = itemised.item_number
    """)
