"""Prices above the contract; their look-alike are prices that the contract itself raised in time.

Truth: contracts, with their prices from when to when; maverick_prices, one row per order line of either kind.
"""

from __future__ import annotations

from simulator.engine import Rate, World

MAVERICK_RATE = Rate("maverick_prices", 0.03, "of the lines with an agreed price")
SURCHARGE = (0.08, 0.35)
RAISE_RATE = Rate("contract_raises", 0.12, "of the agreed prices (innocent: the contract raises them during the period)")
RAISE = 0.06


def play(world: World) -> None:
    world.run(f"""
        create table planted.raised_prices as
        select supplier_number, item_number, currency_code, money(agreed_price * {1 + RAISE}, currency_code) as agreed_price,
            period_start()::date + draw_integer(5, greatest(6, datediff('day', period_start(), period_end()) - 10), 'raised when',
                supplier_number * 100 + item_number)::integer as valid_from_on
        from world.contracts where chance({world.rate(RAISE_RATE)}, 'price raised', supplier_number * 100 + item_number);
        update world.contracts set valid_to_on = raised.valid_from_on from planted.raised_prices as raised
        where raised.supplier_number = contracts.supplier_number and raised.item_number = contracts.item_number;
        insert into world.contracts select supplier_number, item_number, currency_code, agreed_price, valid_from_on, null
            from planted.raised_prices;
        create table planted.agreed_lines as
        with agreed as (
            select demand_key, line_number, lines.unit_price as former_price, raised.agreed_price as raised_price,
                demands.currency_code, concat_ws(' ', demand_key, line_number) as line_key
            from world.demand_lines as lines join world.demands as demands using (demand_key)
            left join planted.raised_prices as raised on raised.supplier_number = demands.supplier_number
                and raised.item_number = lines.item_number
                and local_day(company_code, at_work(company_code, arises)) >= raised.valid_from_on
            where is_agreed
        )
        select *, coalesce(raised_price, former_price) as agreed_price,
            case when chance({world.rate(MAVERICK_RATE)}, 'maverick', line_key)
                 then money(
                     coalesce(raised_price, former_price)
                         * ({1 + SURCHARGE[0]} + {SURCHARGE[1] - SURCHARGE[0]} * draw('surcharge', line_key)),
                     currency_code)
                 end as maverick_price
        from agreed;
        update world.demand_lines set unit_price = coalesce(planted.maverick_price, planted.agreed_price)
        from planted.agreed_lines as planted
        where planted.demand_key = demand_lines.demand_key and planted.line_number = demand_lines.line_number
            and coalesce(maverick_price, raised_price) is not null
    """)


def tell(world: World) -> None:
    world.truth(
        "contracts",
        "One row per supplier, item and agreed unit price (in currency_code), from when to when (excluded; null: still).",
        "select contracts.*, items.description from world.contracts join world.suppliers using (supplier_number) "
        "join world.items as items on items.category = suppliers.category and items.item_number = contracts.item_number",
    )
    world.truth(
        "maverick_prices",
        "One row per order line with an agreed price that was ordered at another than the first agreed. kind: maverick (above "
        "what was agreed at the time) or contract raised (innocent).",
        """
        select lines.source_system, purchase_order_line_id, case when maverick_price is not null then 'maverick'
            else 'contract raised' end as kind,
            agreed_price, first_price as ordered_price, lines.currency_code
        from planted.agreed_lines as planted join world.orders as orders using (demand_key)
        join world.known_lines as lines on lines.order_no = orders.order_no and lines.line_number = planted.line_number
        where coalesce(maverick_price, raised_price) is not null
        """,
    )
