"""Review of content: tasks, who decides them and errs how often, escalations, appeals with their true merit, statements of
reasons.

Each stretch of content is taken through all that ever happens to it. A decision is drawn from the rates of the reviewer who was
on duty: `error_probability` is what the world's parameters say about it and `is_error` what happened, so expected and actual
rates can be compared for any group.
"""

from __future__ import annotations

from simulator.engine import World

# What gets into review without having been flagged or reported: the share that is sampled whatever it is, and of what violates.
PROACTIVE_RATE, TRUSTED_FLAGGER_RATE, LEGAL_RATE = 0.04, 0.03, 0.006
TRIAGE_SECONDS = (30, 600)  # from the first report to the task
DELETED_RATE, DELETED_AFTER_HOURS = 0.05, 30  # authors who take the item down while it waits
WAIT_MINUTES = {"p0": 10, "p1": 55, "p2": 320, "p3": 900}  # median until a reviewer opens it
WAIT_SIGMA, WEEKEND_WAIT = 0.9, 1.4
EXPIRES_AFTER_DAYS = 5  # messenger tasks of the lowest priority
HANDLE_SECONDS = {"text": 45, "image": 40, "video": 140, "account": 120, "product": 80}
HANDLE_SIGMA = 0.6
NEW_HIRE_FACTOR, RAMP_DAYS = 2.0, 30  # of errors on the first day of a reviewer, on top of its own; gone after the ramp
BORDERLINE_FACTOR = 2.5  # of errors where the case is close
SENIOR_FACTOR = 0.5  # of errors in the team for escalations and appeals
HIGHEST_ERROR = 0.6
ESCALATED = {"p0": 0.12, "p1": 0.05, "p2": 0.02, "p3": 0.004}
ALWAYS_ESCALATED = ("child_safety", "terrorism")  # where the reviewer sees a violation
ACKNOWLEDGED_MINUTES = {"csam_ncmec": 20, "law_enforcement": 60, "legal": 240, "l2": 180, "l3": 300}
RESOLVED_MINUTES = 150
MULTI_REVIEW_RATE = 0.30  # of the messenger's two highest priorities, decided twice, and a third time where the two differ
# How often the author appeals an enforcement that is wrong, or right; and a reporter a pass that is wrong, or right.
AUTHOR_APPEALS, REPORTER_APPEALS = (0.32, 0.07), (0.07, 0.02)
APPEALED_AFTER_HOURS, APPEAL_HOURS = 18, 30
WITHDRAWN_RATE, APPEAL_EXPIRES_AFTER_DAYS = 0.04, 10  # in the messenger's queue
PARTIAL_SHARE = 0.15  # of overturned enforcements there: a warning stays
HYBRID_FROM_SCORE = 0.95  # the messenger's reviewers confirm what the classifier proposes
TWO_POLICIES_RATE = 0.06  # of Coop's enforcements
BLOCK_SECONDS = 28800
FIRST_LINE, SENIOR = "Content Review", "Escalations and Appeals"

TABLES = """
    create table world.review_tasks (
        task_no bigint, content_no bigint, platform_no integer, policy_no integer, task_kind varchar, source varchar,
            queue varchar,
        priority varchar, created_at timestamp, assigned_at timestamp, opened_at timestamp, closed_at timestamp,
            expired_at timestamp,
        due_at timestamp, target_minutes integer, report_count integer, escalated_at timestamp, decided_at timestamp,
            changed_at timestamp,
        content_id varchar, content_type varchar, account_id varchar, region varchar, locale varchar, violates boolean,
            agent_id integer
    );
    create table world.review_decisions (
        decision_no bigint, task_no bigint, content_no bigint, platform_no integer, policy_no integer, second_policy_no integer,
        step varchar, agent_id integer, reviewer_type varchar, handle_seconds integer, submitted_at timestamp,
            finds_violation boolean,
        action varchar, is_error boolean, error_probability double, violates boolean, overturns_no bigint,
            overturned_at timestamp,
        next_at timestamp, appeal_no bigint, source varchar, content_id varchar, content_type varchar, region varchar,
        policy_version integer, is_recorded boolean
    );
    create table world.escalations (
        escalation_no bigint, task_no bigint, content_no bigint, platform_no integer, policy_no integer,
        tier varchar, true_tier varchar, way varchar, from_tier varchar, raised_by integer, raised_at timestamp,
            acknowledged_at timestamp,
        resolved_at timestamp
    );
    create table world.appeals (
        appeal_no bigint, content_no bigint, task_no bigint, platform_no integer, policy_no integer, decision_no bigint,
        appellant varchar, filed_at timestamp, opened_at timestamp, resolved_at timestamp, status varchar, has_merit boolean,
        agent_id integer, resolving_no bigint, content_id varchar, account_id varchar, region varchar
    );
    create table world.statements (
        decision_no bigint, platform_no integer, policy_no integer, action varchar, reviewer_type varchar, source varchar,
        applied_on date, filed_at timestamp, content_no bigint
    )
"""


def play(world: World) -> None:
    world.run(TABLES)
    world.run("""
        -- Ids as the systems have them: the same number is always the same id, and tells nothing.
        create macro job_of(content_type_, content_id_, no_) as
            rtrim(to_base64(encode('type_' || content_type_ || ':' || content_id_)), '=') || ':'
            || rtrim(to_base64(encode(uuid_of('coop job', no_))), '=');
        create macro task_of(platform_no_, content_type_, content_id_, no_) as case platform_no_
            when 1 then job_of(content_type_, content_id_, no_) when 2 then uuid_of('cinder job', no_) else 't-'
                || lower(to_base(no_, 36)) end;
        create macro decision_of(platform_no_, no_) as case platform_no_
            when 1 then uuid_of('coop decision', no_) when 2 then uuid_of('cinder decision', no_) else 'd-'
                || lower(to_base(no_, 36)) end;
        create macro appeal_of(platform_no_, no_) as
            case platform_no_ when 1 then 'ap-' || substr(md5('appeal' || no_), 1, 12) else 'a-' || lower(to_base(no_, 36)) end;
        -- Cinder knows a reviewer by e-mail address, the others by an id of their own.
        create macro reviewer_of(platform_no_, agent_id_, email_) as case platform_no_
            when 1 then substr(md5('coop user' || email_), 1, 11) when 2 then email_ else 'rv-'
                || lpad(cast(agent_id_ as varchar), 5, '0') end;
        create macro fine(platform_no_, at_, key_) as
            case when platform_no_ = 3 then at_ else at_ + to_microseconds(draw_integer(0, 999999, 'microseconds', key_)) end
    """)
    _duty(world)
    for since, until in world.weeks():
        _review(world, f"created_at >= timestamp '{since}' and created_at < timestamp '{until}'")


def _duty(world: World) -> None:
    """Who of a team is on duty in which eight hours: five days a week, by day of the site. Where nobody is, the next best
    steps in."""
    world.run(f"""
        create table world.duty as
        with blocks as (
            select block, to_timestamp(block * {BLOCK_SECONDS} + {BLOCK_SECONDS // 2}) as middle
            from range(cast(epoch(period_start()) as bigint) // {BLOCK_SECONDS},
                cast(epoch(period_end()) as bigint) // {BLOCK_SECONDS} + 1)
                as numbers (block)
        ),
        employed as (
            select blocks.block, agents.agent_id, teams.team,
                (agents.agent_id + isodow(middle)) % 7 < 5 as works,
                hour(timezone(agents.time_zone, middle)) between 6 and 21 as is_day
            from blocks
            inner join world.agents on agents.skill = 'safety' or not exists (select 1 from world.agents where skill = 'safety')
            inner join world.agent_teams as teams
                on teams.agent_id = agents.agent_id and teams.valid_from_on <= cast(middle as date)
                and coalesce(teams.valid_to_on, date '9999-12-31') > cast(middle as date)
        ),
        preferred as (
            select wanted.team, block, agent_id,
                case when employed.team <> wanted.team then 4 when not works then 3 when not is_day then 2
                    else 1 end as preference
            from employed cross join (values ('{FIRST_LINE}'), ('{SENIOR}')) as wanted (team)
        ),
        chosen as (
            select * from preferred qualify preference = min(preference) over (partition by block, team)
        )
        select block, team, agent_id, row_number() over (partition by block, team order by agent_id) as position,
            count(*) over (partition by block, team) as size
        from chosen
        order by block, team, position
    """)
    world.run("create table world.duty_blocks as select block, team, size from world.duty where position = 1")


def _case(column: str, values: dict[str, object]) -> str:
    return f"case {column} " + " ".join(f"when '{value}' then {result}" for value, result in values.items()) + " end"


def decide(world: World, target: str, source: str, team: str) -> None:
    """Let somebody of a team decide what a query opens: rows of decision_no, opened_at, the item's columns, and avoided_agent_id.

    Each step is materialized, because the tables of days and duty are large and must meet the few rows, never each other.
    """
    senior = SENIOR_FACTOR if team == SENIOR else 1.0
    world.run(f"""
        create or replace temp table {target} as
        with opened as materialized (
            from ({source})
        ),
        placed as materialized (
            select opened.*, duty.agent_id, duty.position, duty.size
            from (select opened.*, size * draw('reviewer', decision_no) as place, block
                from opened inner join world.duty_blocks on team = '{team}'
                    and block = cast(epoch(opened_at) as bigint) // {BLOCK_SECONDS}) as opened
            inner join world.duty
                on duty.team = '{team}' and duty.block = opened.block and duty.position = 1 + cast(floor(place) as bigint)
        ),
        -- Whoever has seen the item already hands it to the next colleague.
        assigned as (
            select * exclude (position, size, block, place) from placed where agent_id is distinct from avoided_agent_id
            union all by name
            select placed.* exclude (agent_id, position, size, block, place), other.agent_id
            from placed
            inner join world.duty as other
                on other.team = '{team}' and other.block = placed.block and other.position = 1 + placed.position % placed.size
            where placed.agent_id is not distinct from avoided_agent_id and other.agent_id <> avoided_agent_id
        ),
        described as materialized (
            select assigned.*, vendor_id, site, pace, miss_rate, false_alarm_rate, hired_on
            from assigned inner join world.agents on agents.agent_id = assigned.agent_id
        ),
        weighed as (
            select described.* exclude (vendor_id, site, pace, miss_rate, false_alarm_rate, hired_on),
                cast(greatest(5, round(draw_lognormal({_case("content_type", HANDLE_SECONDS)} * pace, {HANDLE_SIGMA}, 'handle',
                    decision_no)))
                    as integer) as handle_seconds,
                least({HIGHEST_ERROR}, {senior}
                    * case when violates then miss_rate * miss_factor else false_alarm_rate * false_alarm_factor end
                    * (1 + {NEW_HIRE_FACTOR} * greatest(0, 1 - date_diff('day', hired_on, cast(opened_at as date)) / {RAMP_DAYS}))
                    * case when kind = 'borderline' then {BORDERLINE_FACTOR} else 1 end) as own_error,
                case when kind = 'borderline' then rules.old_rule_share else 0 end as old_rule_error
            from described
            inner join world.reviewer_days as days
                on days.platform_no = described.platform_no and days.vendor_id = described.vendor_id
                    and days.site = described.site
                and days.day_on = cast(opened_at as date)
            inner join world.policy_days as rules on rules.policy_no = described.policy_no
                and rules.day_on = cast(opened_at as date)
        ),
        erring as (
            select * exclude (own_error, old_rule_error), old_rule_error + (1 - old_rule_error) * own_error as error_probability,
                draw('error', decision_no) < old_rule_error + (1 - old_rule_error) * own_error as is_error
            from weighed
        )
        select *, fine(platform_no, later(opened_at, handle_seconds), decision_no) as submitted_at,
            violates <> is_error as finds_violation
        from erring
    """)


def _review(world: World, created: str) -> None:
    _tasks(world, created)
    item = (
        "content_no, platform_no, policy_no, topic, kind, violates, content_type, content_id, account_id, region, policy_version"
    )
    whole = f"task_no, {item}, source, priority, score"
    decide(
        world,
        "firsts",
        f"select {whole}, task_no * 10 + 1 as decision_no, opened_at, null::integer as avoided_agent_id from new_tasks "
        "where opened_at < period_end()",
        FIRST_LINE,
    )
    _escalate(world)
    senior_source = (
        f"select {whole}, decision_no, opened_at, avoided_agent_id from raised where is_last and opened_at < period_end()"
    )
    decide(world, "escalated", senior_source, SENIOR)
    decide(
        world,
        "seconds",
        f"""select {whole}, task_no * 10 + 2 as decision_no,
            later(submitted_at, draw_lognormal(600, 0.8, 'second wait', task_no)) as opened_at, agent_id as avoided_agent_id
        from firsts where platform_no = 3 and priority in ('p0', 'p1') and chance({MULTI_REVIEW_RATE}, 'multi-review', task_no)
            and task_no not in (select task_no from raised)""",
        FIRST_LINE,
    )
    decide(
        world,
        "thirds",
        f"""select {", ".join("seconds." + c.strip() for c in whole.split(","))}, seconds.task_no * 10 + 3 as decision_no,
            later(seconds.submitted_at, draw_lognormal(1800, 0.8, 'third wait', seconds.task_no)) as opened_at,
            seconds.agent_id as avoided_agent_id
        from seconds inner join firsts on firsts.task_no = seconds.task_no
            and firsts.finds_violation <> seconds.finds_violation""",
        SENIOR,
    )
    _collect(world)
    _appeal(world, item)
    _store(world)


def _tasks(world: World, created: str) -> None:
    world.run(f"""
        create or replace temp table new_tasks as
        with sourced as (
            select content.*, topic, policies.priority as policy_priority, queue,
                case
                    when is_automatic then 'automatic'
                    when is_flagged then 'classifier'
                    when report_count > 0 then 'user_report'
                    when violates and region = 'EU' and chance({TRUSTED_FLAGGER_RATE}, 'trusted flagger', content_no)
                        then 'trusted_flagger'
                    when violates and chance({LEGAL_RATE}, 'legal', content_no) then 'legal'
                    when chance({PROACTIVE_RATE}, 'proactive', content_no) then 'proactive'
                end as source
            from world.content inner join world.policies on policies.policy_no = content.policy_no
            where content.{created}
        ),
        entered as (
            select *, content_no * 10 + 1 as task_no,
                case when source = 'legal' or (report_count >= 10 and policy_priority in ('p2', 'p3')) then 'p1'
                    else policy_priority end
                    as priority,
                fine(platform_no, case source
                    when 'automatic' then scored_at
                    when 'classifier' then later(scored_at, draw_integer(2, 20, 'enqueued', content_no))
                    when 'user_report' then later(reported_at,
                        draw_integer({TRIAGE_SECONDS[0]}, {TRIAGE_SECONDS[1]}, 'triage', content_no))
                    when 'trusted_flagger' then later(created_at, draw_exponential(86400, 'flagged', content_no))
                    when 'legal' then later(created_at, draw_exponential(259200, 'ordered', content_no))
                    else later(created_at, draw_integer(3600, 86400, 'sampled', content_no))
                end, content_no * 10) as entered_at
            from sourced where source is not null
        ),
        waiting as (
            select *,
                later(entered_at, 60 * draw_lognormal({_case("priority", WAIT_MINUTES)}, {WAIT_SIGMA}, 'wait', task_no)
                    * case when isodow(entered_at) >= 6 then {WEEKEND_WAIT} else 1 end) as would_open_at,
                case when platform_no <> 2 and chance({DELETED_RATE}, 'deleted', content_no)
                    then later(entered_at, draw_exponential({DELETED_AFTER_HOURS * 3600}, 'deleted at', content_no)) end
                        as deleted_at,
                case when platform_no = 3 and priority = 'p3'
                    then entered_at + interval {EXPIRES_AFTER_DAYS} day end as expires_at
            from entered
        )
        select * exclude (deleted_at, expires_at, would_open_at),
            case when source <> 'automatic' and would_open_at <= least(would_open_at, deleted_at, expires_at)
                then would_open_at end as opened_at,
            case when source <> 'automatic' and deleted_at < would_open_at and deleted_at <= least(deleted_at, expires_at)
                then deleted_at end
                as closed_at,
            case when source <> 'automatic' and expires_at < least(would_open_at, deleted_at) then expires_at end as expired_at
        from waiting
    """)


def _escalate(world: World) -> None:
    """Cases that the first line hands on: one row per tier they go through."""
    raised = f"""
        select firsts.*,
            case
                when platform_no = 2 then 'legal'
                when topic = 'child_safety' then 'csam_ncmec'
                when platform_no = 1 then 'l2'
                when source = 'legal' then 'legal'
                when topic = 'threats' and finds_violation then 'law_enforcement'
                else 'l2'
            end as true_tier
        from firsts
        where (finds_violation and topic in {ALWAYS_ESCALATED}) or chance({_case("priority", ESCALATED)}, 'escalated', task_no)
    """

    def handled(relation: str, step: int) -> str:
        return f"""
            select *, later(acknowledged_at, 60 * draw_lognormal({RESOLVED_MINUTES}, 0.9, 'resolved {step}', task_no))
                as resolved_at
            from (
                select *, later(date_trunc('second', raised_at),
                    60 * draw_lognormal({_case("tier", ACKNOWLEDGED_MINUTES)}, 0.9, 'acknowledged {step}', task_no))
                        as acknowledged_at
                from ({relation})
            )
        """

    world.run(f"""
        create or replace temp table first_tiers as
        with routed as (
            select raised.*, submitted_at as raised_at, agent_id as raised_by, wrong_tier,
                platform_no = 3 and wrong_tier is not null and chance(misrouted_rate(), 'misrouted', task_no) as is_misrouted,
                platform_no = 3 and true_tier = 'l2' and chance(second_tier_rate(), 'second tier', task_no) as needs_two
            from ({raised}) as raised left join planted.wrong_tiers on wrong_tiers.tier = true_tier
        )
        {handled("select *, case when is_misrouted then wrong_tier else true_tier end as tier from routed", 1)}
    """)
    decide(
        world,
        "handing_on",
        """select task_no, platform_no, policy_no, kind, violates, content_type, task_no * 10 + 7 as decision_no,
            acknowledged_at as opened_at, raised_by as avoided_agent_id
        from first_tiers where (is_misrouted or needs_two) and acknowledged_at < period_end()""",
        SENIOR,
    )
    world.run(f"""
        create or replace temp table raised as
        with second_tiers as (
            {
        handled(
            '''select first_tiers.* exclude (raised_at, raised_by, tier, acknowledged_at, resolved_at),
                case when is_misrouted then true_tier else 'l3' end as tier, first_tiers.resolved_at as raised_at,
                handing_on.agent_id as raised_by
            from first_tiers inner join handing_on on handing_on.task_no = first_tiers.task_no''',
            2,
        )
    }
        ),
        handed as (
            select *, 1 as step, not (is_misrouted or needs_two) as is_last from first_tiers
            union all by name
            select *, 2 as step, true as is_last from second_tiers
        )
        select * exclude (decision_no, opened_at, submitted_at, agent_id),
            case when platform_no = 1 then content_no * 100 + 21 else task_no * 10 + 2 end as decision_no,
            resolved_at as opened_at, agent_id as avoided_agent_id,
            case when is_misrouted then case step when 1 then 'misrouted' else 'put right' end
                when needs_two then case step when 1 then 'first of two tiers' else 'second of two tiers' end
                    else 'as it should be' end as way,
            case when needs_two and not is_misrouted and step = 2 then 'l3' else true_tier end as right_tier
        from handed
    """)


def _collect(world: World) -> None:
    """All decisions of the stretch in one table, and what holds for each item when they are done."""
    columns = (
        "decision_no, content_no, platform_no, policy_no, topic, kind, violates, content_type, content_id, account_id, region, "
        "policy_version, source, priority, score, agent_id, handle_seconds, submitted_at, finds_violation, is_error, "
        "error_probability"
    )
    world.run(f"""
        create or replace temp table decided as
        select 'review' as step, task_no, {columns} from firsts where task_no not in (select task_no from raised)
        union all
        select 'escalate', task_no, {columns} from firsts where task_no in (select task_no from raised)
        union all
        select 'second', task_no, {columns} from seconds
        union all
        select 'third', task_no, {columns} from thirds
        union all
        select 'escalation', case when platform_no = 1 then content_no * 10 + 2 else task_no end, {columns} from escalated
        union all
        select 'automatic', case when platform_no = 3 then task_no end, task_no * 10 + 1, content_no, platform_no, policy_no,
            topic, kind,
            violates, content_type, content_id, account_id, region, policy_version, 'classifier', priority, score, null, null,
            fine(platform_no, later(scored_at, 1), content_no), true, not violates, null
        from new_tasks where source = 'automatic'
        union all
        select 'closed', task_no, task_no * 10 + 1, content_no, platform_no, policy_no, topic, kind,
            violates, content_type, content_id, account_id, region, policy_version, source, priority, score, null, null,
            closed_at, null, null, null
        from new_tasks where closed_at is not null
    """)
    world.run("""
        create or replace temp table outcomes as
        select * from decided
        where step not in ('escalate', 'closed')
        qualify row_number() over (partition by content_no order by submitted_at desc, decision_no desc) = 1
    """)


def _appeal(world: World, item: str) -> None:
    wrong, right = AUTHOR_APPEALS
    missed, passed = REPORTER_APPEALS
    world.run(f"""
        create or replace temp table new_appeals as
        with contested as (
            select {item}, step, task_no, decision_no, agent_id, submitted_at, finds_violation, source, priority, score,
                finds_violation <> violates as has_merit, content_no * 10 + 3 as appeal_no,
                case when finds_violation then 'author' else 'reporter' end as appellant
            from outcomes
            where chance(case
                when finds_violation and violates then {right} when finds_violation then {wrong}
                when platform_no = 1 or source <> 'user_report' then 0
                when violates then {missed} else {passed} end, 'appeals', content_no)
        ),
        filed as (
            select *, later(date_trunc('second', submitted_at),
                draw_lognormal({APPEALED_AFTER_HOURS * 3600}, 1.0, 'filed', content_no)) as filed_at
            from contested
        ),
        waiting as (
            select *, later(filed_at, draw_lognormal({APPEAL_HOURS * 3600}, 0.8, 'appeal wait', content_no)) as would_open_at,
                case when platform_no = 3 and chance({WITHDRAWN_RATE}, 'withdrawn', content_no)
                    then later(filed_at, draw_exponential(86400, 'withdrawn at', content_no)) end as withdrawn_at,
                case when platform_no = 3 then filed_at + interval {APPEAL_EXPIRES_AFTER_DAYS} day end as expires_at
            from filed
        )
        select *,
            case
                when withdrawn_at < least(would_open_at, expires_at) then 'withdrawn'
                when expires_at < would_open_at then 'expired'
            end as given_up
        from waiting
    """)
    decide(
        world,
        "appealed",
        f"""select {item}, appeal_no, task_no, source, priority, score, decision_no as appealed_no, finds_violation as found,
            appellant,
            case when platform_no = 3 then coalesce(task_no, content_no * 10 + 1) * 10 + 9
                else appeal_no * 10 + 1 end as decision_no,
            would_open_at as opened_at, agent_id as avoided_agent_id
        from new_appeals where given_up is null and would_open_at < period_end()""",
        SENIOR,
    )


def _store(world: World) -> None:
    draw = "draw('action', decision_no)"
    world.run(f"""
        create or replace temp table all_decisions as
        with unioned as (
            select *, null::bigint as overturns_no, null::bigint as appeal_no, null::varchar as appellant
            from decided
            union all by name
            select 'appeal' as step, appealed.* exclude (task_no, appealed_no, found, opened_at),
                case when platform_no = 3 then task_no else appeal_no end as task_no,
                case when finds_violation <> found then appealed_no end as overturns_no
            from appealed
        ),
        acting as (
            select *,
                case
                    when step = 'closed' then 'skip'
                    when step = 'escalate' then 'escalate'
                    when step = 'appeal' and overturns_no is not null and platform_no = 3 and appellant = 'author'
                        and chance({PARTIAL_SHARE}, 'partially', decision_no) then 'warn'
                    when not finds_violation then 'no_violation'
                    when step = 'appeal' and overturns_no is null and platform_no = 1 then 'uphold'
                    when topic = 'child_safety' and platform_no = 1 and step = 'escalation' then 'report'
                    when topic = 'child_safety' then 'ban_account'
                    when step = 'automatic' then 'remove'
                    when platform_no = 1 then case when {draw} < 0.70 then 'remove' when {draw} < 0.82 then 'suspend_account'
                        when {draw} < 0.90 then 'warn' else 'label' end
                    when platform_no = 2 then case when {draw} < 0.88 then 'remove' else 'ban_account' end
                    else case when {draw} < 0.58 then 'remove' when {draw} < 0.70 then 'restrict' when {draw} < 0.80 then 'warn'
                        when {draw} < 0.87 then 'suspend_account' when {draw} < 0.92 then 'ban_account' when {draw} < 0.96
                            then 'demote'
                        else 'age_gate' end
                end as action
            from unioned
        )
        select acting.*,
            case when agent_id is null then 'auto'
                when platform_no = 3 and source = 'classifier' and score >= {HYBRID_FROM_SCORE} then 'hybrid'
                    else 'human' end as reviewer_type,
            case when platform_no = 1 and finds_violation and step not in ('escalate', 'appeal') and action <> 'report'
                    and chance({TWO_POLICIES_RATE}, 'second policy', decision_no)
                then 101 + (policy_no - 101 + draw_integer(1, 5, 'which second policy', decision_no)) % 6 end as second_policy_no,
            -- Coop's rules act outside its review tool, Cinder escalates without deciding, and the messenger's queue notes an
            -- appeal that is upheld with the appeal alone.
            not (platform_no = 1 and step = 'automatic' or platform_no = 2 and step = 'escalate'
                or platform_no = 3 and step = 'appeal' and overturns_no is null) as is_recorded
        from acting
    """)
    # An upheld appeal in Cinder confirms what was done before.
    world.run("""
        update all_decisions set action = before.action
        from all_decisions as before, appealed
        where all_decisions.step = 'appeal' and all_decisions.platform_no = 2 and all_decisions.overturns_no is null
            and all_decisions.finds_violation and appealed.decision_no = all_decisions.decision_no
            and before.decision_no = appealed.appealed_no
    """)
    world.run("""
        insert into world.review_decisions
        select d.decision_no, d.task_no, d.content_no, d.platform_no, d.policy_no, d.second_policy_no, d.step, d.agent_id,
            d.reviewer_type,
            d.handle_seconds, d.submitted_at, d.finds_violation, d.action, d.is_error, d.error_probability, d.violates,
                d.overturns_no,
            o.submitted_at,
            case when d.is_recorded then lead(d.submitted_at) over (
                partition by coalesce(d.task_no, d.decision_no), d.is_recorded order by d.submitted_at, d.decision_no) end,
            d.appeal_no, d.source, d.content_id, d.content_type, d.region, d.policy_version, d.is_recorded
        from all_decisions as d left join all_decisions as o on o.overturns_no = d.decision_no
        order by d.submitted_at, d.decision_no
    """)
    world.run("""
        insert into world.escalations
        select task_no * 10 + step, task_no, content_no, platform_no, policy_no, tier, right_tier, way,
            lag(tier) over (partition by task_no order by step), raised_by, raised_at,
            acknowledged_at, resolved_at
        from raised order by raised_at, task_no, step
    """)
    world.run("""
        insert into world.appeals
        select a.appeal_no, a.content_no, coalesce(a.task_no, a.content_no * 10 + 1), a.platform_no, a.policy_no,
            a.decision_no, a.appellant,
            a.filed_at, d.opened_at, coalesce(case a.given_up when 'withdrawn' then a.withdrawn_at when 'expired'
                then a.expires_at end, d.submitted_at),
            coalesce(a.given_up, case when r.overturns_no is null then 'upheld' when r.action = 'warn' then 'partially_overturned'
                else 'overturned' end),
            a.has_merit, d.agent_id, d.decision_no, a.content_id, a.account_id, a.region
        from new_appeals as a
        left join appealed as d on d.appeal_no = a.appeal_no
        left join all_decisions as r on r.decision_no = d.decision_no
        order by a.filed_at, a.appeal_no
    """)
    _store_tasks(world)
    world.run("""
        insert into world.statements
        select decision_no, platform_no, policy_no, action, reviewer_type, source, cast(submitted_at as date),
            cast(cast(submitted_at as date) + 1 as timestamp) + interval 10 minute, content_no
        from all_decisions
        where region = 'EU' and finds_violation and action not in ('escalate', 'warn', 'uphold', 'report')
            and (step <> 'appeal' or overturns_no is not null)
        order by submitted_at, decision_no
    """)


def _store_tasks(world: World) -> None:
    world.run("""
        insert into world.review_tasks
        with times as (
            select task_no, max(submitted_at) filter (where step not in ('escalate', 'closed', 'appeal')) as decided_at,
                min(submitted_at) filter (where step = 'escalate') as escalated_at
            from all_decisions
            where task_no is not null
            group by task_no
        )
        select n.task_no, n.content_no, n.platform_no, n.policy_no, 'review', case n.source when 'automatic' then 'classifier'
            else n.source end,
            n.queue, n.priority, n.entered_at,
            case when n.opened_at is not null
                then greatest(n.entered_at, later(n.opened_at, -draw_integer(5, 240, 'assigned', n.task_no))) end,
            n.opened_at, n.closed_at, n.expired_at, n.entered_at + to_minutes(t.target_minutes), t.target_minutes, n.report_count,
            times.escalated_at, times.decided_at, null,
            n.content_id, n.content_type, n.account_id, n.region, n.locale, n.violates, f.agent_id
        from new_tasks as n
        inner join world.review_targets as t on t.priority = n.priority
        left join firsts as f on f.task_no = n.task_no
        left join times on times.task_no = n.task_no
        where n.source <> 'automatic' or n.platform_no = 3
        union all
        -- Coop opens a job of its own for what is handed on, and so do Coop and Cinder for an appeal.
        select r.content_no * 10 + 2, r.content_no, 1, r.policy_no, 'escalation', 'proactive',
            case r.tier when 'csam_ncmec' then 'q_ncmec' else 'q_senior' end, r.priority,
                r.raised_at + interval 500 millisecond, d.opened_at, d.opened_at,
            null, null, null, null, null, null, d.submitted_at, null, r.content_id, r.content_type, r.account_id, r.region,
                null, r.violates, null
        from raised as r left join escalated as d on d.task_no = r.task_no
        where r.platform_no = 1
        union all
        select a.appeal_no, a.content_no, a.platform_no, a.policy_no, 'appeal', 'appeal', case a.platform_no when 1
            then 'q_appeals' else 'listings-appeals' end,
            null, later(a.filed_at, draw_integer(1, 5, 'appeal job', a.appeal_no)), d.opened_at, d.opened_at, null, null, null,
                null, 0, null, d.submitted_at, null,
            a.content_id, a.content_type, a.account_id, a.region, null, a.violates, null
        from new_appeals as a left join appealed as d on d.appeal_no = a.appeal_no
        where a.platform_no <> 3
        order by 9, 1
    """)
