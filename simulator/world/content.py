"""Content and accounts near a policy: what they truly are, how the classifiers score them, and who reports them."""

from __future__ import annotations

from simulator.engine import World
from simulator.world.moderation import SPREAD

# region, time zone of its authors, locales, share
REGIONS = [
    ("EU", "Europe/Berlin", ["de-DE", "fr-FR", "en-IE", "es-ES", "pl-PL"], 0.45),
    ("US", "America/New_York", ["en-US", "en-US", "es-US"], 0.33),
    ("UK", "Europe/London", ["en-GB"], 0.10),
    ("APAC", "Asia/Manila", ["en-PH", "en-AU", "ja-JP"], 0.12),
]

# platform, type of content, share
CONTENT_TYPES = [
    (1, "video", 0.35), (1, "text", 0.50), (1, "image", 0.10), (1, "account", 0.05),
    (2, "product", 0.92), (2, "account", 0.08),
    (3, "text", 0.72), (3, "image", 0.20), (3, "account", 0.08),
]  # fmt: skip

EVENING_SHARE, EVENING, EVENING_DEVIATION = 0.7, 19.5, 3.5  # most is posted around 19:30 local time, the rest all day
ACCOUNTS_PER_DAY = 12  # that ever come near a policy, per day of the period, platform and unit of scale
ABUSIVE_SHARE, ABUSIVE_FACTOR = 0.05, 8.0  # accounts that violate so much more often than the mean
FAILED_SHARE = 0.004  # scorings that time out; the item goes on unscored
# Probability that anybody reports it, and reports beyond the first: of what clearly violates, is borderline, is harmless.
REPORTED = {"violating": (0.45, 1.2), "borderline": (0.14, 0.6), "harmless": (0.03, 0.3)}
REPORTED_AFTER_HOURS, REPORTED_AFTER_SIGMA = 3.0, 1.2

# Texts that are sent to the OpenAI Moderation API too, by platform; the messenger sends several at a time.
SCREENED = {1: 0.32, 2: 0.14, 3: 0.60}
BATCH = 3
API_CENTRES, API_SPREAD = {"violating": 2.2, "borderline": -0.2, "harmless": -3.4}, 1.1  # of the category that fits the topic
CATEGORIES = [
    "hate", "hate/threatening", "harassment", "harassment/threatening", "illicit", "illicit/violent", "self-harm",
    "self-harm/intent", "self-harm/instructions", "sexual", "sexual/minors", "violence", "violence/graphic",
]  # fmt: skip
CATEGORY_OF_TOPIC = {
    "hate": 1, "harassment": 3, "violence": 13, "sexual": 10, "self_harm": 7, "terrorism": 6, "child_safety": 11,
    "prohibited_goods": 5, "threats": 4, "fraud": 5,
}  # fmt: skip
OLD_MODEL, NEW_MODEL = "text-moderation-007", "omni-moderation-2024-09-26"
OLD_MODEL_UNTIL = 0.3  # share of the period in which the messenger still calls the old model


def play(world: World) -> None:
    world.run("""
        create table world.content (
            content_no bigint, platform_no integer, policy_no integer, content_id varchar, content_type varchar,
                account_no bigint,
            account_id varchar, is_abusive_account boolean, region varchar, locale varchar, created_at timestamp, day_on date,
            kind varchar, policy_version integer, violates boolean, model_version varchar, threshold double,
            scored_at timestamp, score double, is_flagged boolean, is_automatic boolean, flag_probability double,
            report_count integer, reported_at timestamp, campaign_no integer
        );
        create table world.moderation_requests (
            request_no bigint, platform_no integer, model varchar, scored_at timestamp, item_ids varchar[], scores double[][]
        );
        create table world.policy_shares as
        select *, sum(weight) over through / sum(weight) over day as high,
            (sum(weight) over through - weight) / sum(weight) over day as low
        from world.policy_days
        window day as (partition by platform_no, day_no), through as (partition by platform_no, day_no order by policy_no);
    """)
    for since, until in world.weeks():
        _post(world, (since - world.parameters.starts_at).days, (until - world.parameters.starts_at).days)
        _screen(world)


def _utc(zone: str) -> str:
    return f"cast(timezone('{zone}', local_time) as timestamp)"


def _one_of(shares: dict[str, float], stream: str, key: str) -> str:
    """One of some texts, by their shares."""
    cases, through = "", 0.0
    for name, share in shares.items():
        through += share
        cases += f" when draw('{stream}', {key}) < {through:.6f} then '{name}'"
    return f"case {cases} else '{list(shares)[-1]}' end"


def _types(platform: int) -> str:
    return _one_of({kind: share for number, kind, share in CONTENT_TYPES if number == platform}, "content type", "content_no")


def _by_kind(values: dict[str, float]) -> str:
    return "case kind " + " ".join(f"when '{kind}' then {value}" for kind, value in values.items()) + " end"


def _post(world: World, first: int, end: int) -> None:
    """The items of some days, each day in the local time of its authors."""
    days, scale = world.parameters.days, world.parameters.scale
    accounts = max(30, round(ACCOUNTS_PER_DAY * days * scale))
    locales = " ".join(f"when '{region}' then {names}" for region, _, names, _ in REGIONS)
    world.run(f"""
        create or replace temp table posted as
        with expected as (
            select platform_no, day_no, items_per_day * {scale} * (1 + growth_per_year * day_no / 365)
                * case when isodow(cast(period_start() as date) + cast(day_no as integer)) >= 6 then weekend_factor
                    else 1 end as items
            from world.platforms cross join range({first}, {end}) as days (day_no)
        ),
        counted as (
            select *, greatest(0, cast(round(draw_normal(items, sqrt(items), 'content', platform_no * 100000 + day_no))
                as bigint)) as n
            from expected
        ),
        numbered as (
            select platform_no, day_no, (platform_no * 10000 + day_no) * 100000000 + unnest(range(n)) as content_no from counted
        ),
        authored as (
            select *,
                platform_no * 10000000000 + cast(floor({accounts} * pow(draw('author', content_no), 1.7)) as bigint)
                    as account_no,
                case platform_no {" ".join(f"when {n} then {_types(n)}" for n in (1, 2, 3))} end as content_type,
                cast(86400 * case
                    when chance({EVENING_SHARE}, 'evening', content_no)
                        then draw_normal({EVENING}, {EVENING_DEVIATION}, 'evening hour', content_no) / 24 + 1
                    else draw('hour', content_no)
                end as bigint) % 86400 as local_second
            from numbered
        ),
        placed as (
            select *, pick(case region {locales} end, 'locale', account_no) as locale,
                chance({ABUSIVE_SHARE}, 'abusive', account_no) as is_abusive_account, draw('policy', content_no) as policy_draw,
                case region {" ".join(f"when '{region}' then {_utc(zone)}" for region, zone, *_ in REGIONS)} end as created_at
            from (select *, {_one_of({r[0]: r[3] for r in REGIONS}, "region", "account_no")} as region,
                cast(period_start() as date) + cast(day_no as integer) + to_seconds(local_second) as local_time from authored)
        ),
        concerned as (
            select placed.* exclude (day_no, policy_draw, local_time), policies.* exclude (platform_no, low, high),
                draw('kind', content_no) as kind_draw,
                violating_share * case when is_abusive_account then {ABUSIVE_FACTOR}
                    else {(1 - ABUSIVE_SHARE * ABUSIVE_FACTOR) / (1 - ABUSIVE_SHARE)} end as violating_probability
            from placed
            inner join world.policy_shares as policies
                on policies.platform_no = placed.platform_no and policies.day_on = cast(placed.created_at as date)
                and policy_draw >= policies.low and policy_draw < policies.high
            where created_at >= period_start()
        ),
        judged as (
            select *,
                case when kind_draw < violating_probability then 'violating'
                    when kind_draw < violating_probability + borderline_share then 'borderline' else 'harmless' end as kind
            from concerned
        ),
        scored as (
            select *, kind = 'violating' or (kind = 'borderline' and borderline_violates) as violates,
                {_by_kind({k: f"{k}_centre" for k in REPORTED})} as centre,
                {_by_kind({k: v[0] for k, v in REPORTED.items()})} as reported_probability,
                {_by_kind({k: v[1] for k, v in REPORTED.items()})} as further_reports
            from judged
        )
        select *,
            created_at + to_milliseconds(draw_integer(900, 3100, 'scored', content_no) // case platform_no when 3 then 1000
                else 1 end
                * case platform_no when 3 then 1000 else 1 end) as scored_at,
            case when not chance({FAILED_SHARE}, 'scoring failed', content_no)
                then round(logistic(centre + {SPREAD} * logit(draw('score', content_no))), 6) end as score,
            {1 - FAILED_SHARE} * passes(threshold, centre) as flag_probability,
            case
                when platform_no = 2 then cast(case when content_type = 'account' then account_no else content_no end as varchar)
                else case content_type when 'account' then 'usr' when 'video' then 'vid' when 'text' then 'txt' else 'img' end
                    || '_'
                    || lower(to_base(case when content_type = 'account' then account_no else content_no end, 36))
            end as content_id,
            chance(reported_probability, 'reported', content_no) as is_reported
        from scored
    """)
    world.run(f"""
        insert into world.content
        select content_no, platform_no, policy_no,
            content_id, content_type, account_no, case when platform_no = 2 then cast(account_no as varchar) else 'usr_'
                || lower(to_base(account_no, 36)) end,
            is_abusive_account, region, locale, created_at, day_on, kind, policy_version, violates, model_version, threshold,
                scored_at,
            score, coalesce(score >= threshold, false), coalesce(score >= automatic_threshold, false), flag_probability,
            case when is_reported then 1 + cast(floor(draw_exponential(further_reports, 'reports', content_no)) as integer)
                else 0 end,
            case when is_reported
                then later(created_at, draw_lognormal({REPORTED_AFTER_HOURS * 3600}, {REPORTED_AFTER_SIGMA}, 'reported at',
                    content_no)) end,
            null
        from posted
        order by created_at, content_no
    """)


def _screen(world: World) -> None:
    """Requests to the OpenAI Moderation API: the category of the item's topic scores by what the item is, the others next to
    nothing."""
    topics = " ".join(f"when '{topic}' then {number}" for topic, number in CATEGORY_OF_TOPIC.items())
    old_until = f"period_start() + to_days({round(world.parameters.days * OLD_MODEL_UNTIL)})"
    illicit = [n for n, name in enumerate(CATEGORIES, 1) if name.startswith("illicit")]
    world.run(f"""
        insert into world.moderation_requests
        with sent as (
            select content_no, platform_no, created_at, content_id,
                case when platform_no = 3 and created_at < {old_until} then '{OLD_MODEL}' else '{NEW_MODEL}' end as model,
                case topic {topics} else 0 end as topic_category,
                logistic({_by_kind(API_CENTRES)} + {API_SPREAD} * logit(draw('api score', content_no))) as topic_score,
                draw('api noise', content_no) as noise, draw('api noises', content_no) as more_noise
            from posted
            inner join (select policy_no, topic from world.policies) as topics using (policy_no)
            where content_type in ('text', 'product')
                and chance(case platform_no {" ".join(f"when {n} then {share}" for n, share in SCREENED.items())} end,
                    'screened', content_no)
        ),
        batched as (
            select *,
                case when platform_no = 3 and model = '{NEW_MODEL}'
                    then 3000000000 + (row_number() over (partition by platform_no, model order by created_at,
                        content_no) - 1) // {BATCH}
                    else content_no end as batch,
                list_transform(range(1, {len(CATEGORIES) + 1}), lambda c: case
                    when model = '{OLD_MODEL}' and c in {tuple(illicit)} then null
                    when c = topic_category then round(topic_score, 6)
                    else round(exp(-17 + 6 * noise + 2.5 * ((more_noise * c * 7.31) % 1)), 10)
                end) as scores
            from sent
        )
        select min(content_no), any_value(platform_no), any_value(model), max(created_at) + interval 2 second,
            list(content_id order by content_no), list(scores order by content_no)
        from batched
        group by platform_no, batch
        order by 4, 1
    """)
