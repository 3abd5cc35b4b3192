"""Rings of accounts that report harmless items together, and crowds that rightly report what violates: both come within two
hours."""

from __future__ import annotations

from simulator.engine import Rate, World

CAMPAIGNS_PER_MONTH = Rate(
    "report_campaigns", 5.0, "in thirty days, per unit of scale; every second one is a crowd that is right", 100
)
ITEMS = (4, 10)
REPORTS = (12, 40)
WINDOW_SECONDS = 7200
POOL = 400  # items of a platform and day from which a campaign chooses: enough, however large the platform


def play(world: World) -> None:
    days, scale = world.parameters.days, world.parameters.scale
    per_month = world.rate(CAMPAIGNS_PER_MONTH)
    campaigns = max(2, round(days * scale * per_month / 30)) if per_month else 0
    world.run(f"""
        create table planted.report_campaigns as
        select campaign_no, draw_integer(1, 3, 'campaign platform', campaign_no) as platform_no,
            campaign_no % 2 = 0 as is_honest,
            later(period_start(), 86400 * (2 + draw('campaign start', campaign_no) * {days - 3})) as starts_at,
            draw_integer({ITEMS[0]}, {ITEMS[1]}, 'campaign items', campaign_no) as item_count
        from range(1, {campaigns + 1}) as numbers (campaign_no)
    """)
    world.run(f"""
        create table planted.campaign_items as
        with daily as (
            select platform_no, day_on, count(*) as n from world.content group by all
        ),
        pool as (
            select content_no, content.platform_no, content.created_at, content.violates, content.day_on
            from world.content
            inner join daily using (platform_no, day_on)
            where not is_flagged and content_type <> 'account'
                and chance({POOL} / greatest(n, {POOL}), 'campaign pool', content_no)
        ),
        candidates as (
            select campaigns.campaign_no, campaigns.item_count, campaigns.starts_at, pool.content_no,
                row_number() over (
                    partition by campaigns.campaign_no
                    order by draw('campaign item', pool.content_no * 10000 + campaigns.campaign_no), pool.content_no
                ) as place
            from planted.report_campaigns as campaigns
            inner join pool
                on pool.platform_no = campaigns.platform_no and pool.violates = campaigns.is_honest
                and pool.day_on between cast(campaigns.starts_at as date) - 2 and cast(campaigns.starts_at as date)
                and pool.created_at < campaigns.starts_at
        )
        select content_no, min(campaign_no) as campaign_no, min_by(starts_at, campaign_no) as starts_at
        from candidates where place <= item_count
        group by content_no
    """)
    world.run(f"""
        update world.content set
            campaign_no = items.campaign_no,
            report_count = draw_integer({REPORTS[0]}, {REPORTS[1]}, 'campaign reports', content.content_no),
            reported_at = later(items.starts_at, draw('campaign report', content.content_no) * {WINDOW_SECONDS})
        from planted.campaign_items as items where items.content_no = content.content_no
    """)
    world.truth(
        "report_campaigns",
        "One row per item that many accounts reported within two hours. is_honest: the crowd was right, the item violates; "
        "otherwise a ring reported a harmless item together.",
        """
        select campaign_no, source_system, content_id, is_honest, starts_at, reported_at, report_count
        from world.content
        inner join planted.report_campaigns using (campaign_no)
        inner join world.platforms on platforms.platform_no = content.platform_no
        where reported_at < period_end()
        """,
    )
