"""A purchase above the manager's limit is cut into pieces below it; its look-alike are the releases of a framework.

Truth: split_orders, one row per order of either kind.
"""

from __future__ import annotations

from simulator.engine import Rate, World
from simulator.world.organisation import LIMITS
from simulator.world.worktime import WORKDAY_SECONDS

SPLIT_RATE = Rate("split_orders", 0.08, "of the purchases of up to three times the limit whose quantities can be divided")
LARGEST = 3.0  # times the limit: more pieces would be noticed
MARGIN = 0.96  # of the limit that a piece may cost
APART = 1.6  # workdays between two pieces at most


def play(world: World) -> None:
    limit = LIMITS["manager"]
    world.run(f"""
        create table planted.split_pieces as
        with priced as (
            select demand_key, sum(quantity * unit_price) * any_value(eur_per_unit / own_eur) as own_amount,
                min(quantity) as least_quantity
            from world.demands join world.demand_lines using (demand_key) join world.currencies using (currency_code)
            join (
                select company_code, eur_per_unit as own_eur from world.companies join world.currencies using (currency_code)
            ) as own using (company_code)
            where channel <> 'release' group by demand_key
        ),
        sized as (
            select *, 1 + ceil(own_amount / {limit * MARGIN})::integer as pieces from priced
            where own_amount > {limit} and own_amount <= {limit * LARGEST} and chance({world.rate(SPLIT_RATE)}, 'split', demand_key)
        ),
        pieces as (
            select demand_key as whole_key, demand_key || ' piece ' || piece as demand_key, piece, pieces
            from sized, unnest(range(1, pieces + 1)) as numbers(piece) where least_quantity >= pieces
        ),
        divided as (
            select pieces.*, sum(unit_price * (floor(quantity * piece / pieces) - floor(quantity * (piece - 1) / pieces)))
                * any_value(eur_per_unit / own_eur) as own_amount
            from pieces join world.demand_lines as lines on lines.demand_key = pieces.whole_key
            join world.demands as demands on demands.demand_key = pieces.whole_key join world.currencies using (currency_code)
            join (
                select company_code, eur_per_unit as own_eur from world.companies join world.currencies using (currency_code)
            ) as own using (company_code)
            group by all
        )
        select whole_key, demand_key, piece, pieces from divided
        qualify max(own_amount) over (partition by whole_key) <= {limit * MARGIN};
        insert into world.demands
        select pieces.demand_key, whole.* exclude (demand_key)
            replace (whole.arises + ((piece - 1) * {APART * WORKDAY_SECONDS} * draw('apart',
                pieces.demand_key))::bigint as arises)
        from planted.split_pieces as pieces join world.demands as whole on whole.demand_key = pieces.whole_key;
        insert into world.demand_lines
        select pieces.demand_key, lines.* exclude (demand_key)
            replace (cast(floor(quantity * piece / pieces) - floor(quantity * (piece - 1) / pieces) as decimal(18,
                4)) as quantity)
        from planted.split_pieces as pieces join world.demand_lines as lines on lines.demand_key = pieces.whole_key;
        delete from world.demand_lines where demand_key in (select whole_key from planted.split_pieces);
        delete from world.demands where demand_key in (select whole_key from planted.split_pieces)
    """)


def tell(world: World) -> None:
    world.truth(
        "split_orders",
        "One row per order that belongs together with others of the same requester and supplier within days, each below the "
        "manager's "
        "limit. kind: split (one purchase cut in pieces) or scheduled release (innocent: called off a framework).",
        """
        select orders.source_system, native_id(orders.source_system, 'purchase_order', order_no) as purchase_order_id,
            coalesce(whole_key, 'framework ' || framework_no) as purchase, case when whole_key is null
                then 'scheduled release' else 'split' end as kind,
            orders.amount_eur, known(orders.created_at) as ordered_at
        from world.orders as orders join world.demands as demands using (demand_key) left
            join planted.split_pieces using (demand_key)
        where (whole_key is not null or framework_no is not null) and orders.created_at < period_end()
        """,
    )
