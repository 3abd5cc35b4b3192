"""The grading of tickets: by auditors who err, disputed and scored anew, by vendors and agents themselves, and to calibrate.

BWP is graded in MaestroQA, whose raw export is joined by the warehouse share and its appeals in the middle of the period; SLV and
the in-house teams are graded in Zendesk QA.
"""

from __future__ import annotations

from datetime import timedelta

from simulator.engine import World

# number, name, class of its errors, points in MaestroQA, weight in Zendesk QA, scores of a defect and how often each, share of
# the tickets it applies to, defect rate. An error in the identity check makes the whole score 0.
ITEMS = [
    (1, "Communication", "non_critical", 20, 20, [50], [1.0], 1.0, 0.13),
    (2, "Resolution", "customer_critical", 50, 50, [50, 0], [0.6, 0.4], 1.0, 0.10),
    (3, "Identity check", "compliance_critical", 10, 0, [0], [1.0], 0.55, 0.03),
    (4, "Case notes", "business_critical", 20, 30, [0], [1.0], 0.95, 0.08),
]
AUTO_FAIL = 3
# What draws go by: the item of a ticket's work, the grading (by its place among the ticket's), its item.
WORK_ITEM = "ticket_no || '/' || item_no"
GRADING = "ticket_no || '/' || evaluation_no % 100"
GRADED_ITEM = f"{GRADING} || '/' || item_no"
DISPUTE_FALSE_ALARM_RATE = 0.45  # of the items marked although nothing was wrong
DISPUTE_DEFECT_RATE = 0.07  # of those rightly marked
UPHELD_FALSE_ALARM_RATE = 0.90
UPHELD_DEFECT_RATE = 0.12
SELF_MISS_RATE = 0.55  # of an agent about the own work
DELETED_RATE = 0.02  # of the gradings in the share: wrong ticket
SHARE_FROM = 0.5  # of the period: since then MaestroQA's warehouse share
CALIBRATED_PER_WEEK = 2  # tickets of each vendor
PANEL = 6  # graders at most, the lead among them


def play(world: World) -> None:
    world.load(
        "world.scorecard_items",
        "item_no integer, item_name varchar, error_class varchar, points integer, weight integer, defect_scores integer[], "
        "defect_weights double[], applicable_share double, defect_rate double",
        ITEMS,
    )
    # What was right and wrong in the work, whoever grades it.
    world.run(f"""
        create table world.work_items as
        select ticket_no, item_no,
            chance(applicable_share, 'applies', {WORK_ITEM}) as is_applicable,
            is_applicable and chance(least(0.9, defect_rate * defect_factor), 'defect', {WORK_ITEM}) as is_defective,
            case when is_defective then pick_weighted(defect_scores, defect_weights, 'severity', {WORK_ITEM})
                else 100 end as true_score
        from world.audit_samples cross join world.scorecard_items
        order by ticket_no, item_no
    """)
    share_from = world.parameters.starts_at + timedelta(days=int(world.parameters.days * SHARE_FROM))
    _calibrations(world)
    _evaluations(world, str(share_from))
    _items(world)
    _disputes(world)
    _truth(world)


def _calibrations(world: World) -> None:
    """Every week each vendor's graders score the same tickets, without seeing each other's."""
    world.run(f"""
        create table world.calibrations as
        with chosen as (

            select *, row_number() over (partition by vendor_id, week order by draw('calibrated', ticket_no), ticket_no) as place
            from world.audit_samples
            qualify place <= {CALIBRATED_PER_WEEK}

        )

        select dense_rank() over (order by week, vendor_id) as session_no, ticket_no, ticket_id, vendor_id,
            period_start() + to_days(cast(week * 7 + 9 as integer)) + interval 9 hour as held_at
        from chosen
        order by ticket_no
    """)


def _evaluations(world: World, share_from: str) -> None:
    """Every grading: of an auditor (qa), of the vendor's own (own), of the agent (self), or to calibrate (calibration)."""
    world.run(f"""
        create table world.evaluations as
        with graders as (

            select *, row_number() over (partition by vendor_id, is_ours order by auditor_id) as place,
                count(*) over (partition by vendor_id, is_ours) as places
            from world.auditors where vendor_id is not null

        ),

        gradings as (

            select cast(ticket_id as bigint) * 100 as evaluation_no, 'qa' as kind, ticket_no,
                cast(null as bigint) as session_no, cast(null as timestamp) as held_at, auditor_id, email, miss_rate,
                false_alarm_rate
            from world.audit_samples as samples
            inner join graders on graders.vendor_id = samples.vendor_id and is_ours
                and place = draw_integer(1, places, 'auditor', ticket_no)
            union all
            select cast(ticket_id as bigint) * 100 + 1, 'own', ticket_no, null, null, auditor_id, email, miss_rate,
                false_alarm_rate
            from world.audit_samples as samples
            inner join graders on graders.vendor_id = samples.vendor_id and not is_ours
                and place = draw_integer(1, places, 'own auditor', ticket_no)
            where has_own_check
            union all
            select cast(ticket_id as bigint) * 100 + 2, 'self', ticket_no, null, null, null, email, {SELF_MISS_RATE}, 0
            from world.audit_samples inner join world.agents using (agent_id)
            where has_self_check
            union all
            select cast(ticket_id as bigint) * 100 + 9 + row_number() over panel, 'calibration', ticket_no, session_no, held_at,
                auditor_id, email, miss_rate, false_alarm_rate
            from world.calibrations
            inner join world.auditors on auditors.vendor_id is null or auditors.vendor_id = calibrations.vendor_id
            window panel as (partition by ticket_no order by is_ours and auditors.vendor_id is null desc,
                draw('panel', session_no || '/' || auditor_id), auditor_id)
            qualify row_number() over panel <= {PANEL}

        ),

        begun as (

            select gradings.*, samples.ticket_id, samples.agent_id, samples.vendor_id, samples.team, samples.opened_at,
                if(samples.vendor_id = 'BWP', 'maestroqa', 'zendesk_qa') as source_system,
                date_trunc('day', solved_at) + to_days(cast(draw_integer(1, 4, 'graded after', {GRADING}) as integer)) as day
            from gradings inner join world.audit_samples as samples using (ticket_no)

        ),

        timed as (

            select * exclude (day),
                case
                    when kind = 'calibration' then later(held_at, (evaluation_no % 100 - 9) * 420)
                    -- Saturday and Sunday are moved to Monday and Tuesday.
                    else later(day + if(isodow(day) > 5, interval 2 day, interval 0 day),
                        draw_integer(28800, 59400, 'graded at', {GRADING}))
                end as graded_at,
                if(kind = 'calibration', held_at, graded_at) as counts_from
            from begun

        )

        select * exclude (counts_from), later(graded_at, -draw_integer(180, 1500, 'grading takes', {GRADING})) as started_at,
            source_system = 'maestroqa' and counts_from >= timestamp '{share_from}' as is_in_share,
            (
                select arg_max(teams.team, valid_from_on) from world.agent_teams as teams
                where teams.agent_id = timed.agent_id and valid_from_on <= cast(graded_at as date)
            ) as team_when_graded
        from timed
        order by evaluation_no
    """)


def _items(world: World) -> None:
    """What a grader marked: a defect seen with the chance of not missing it, and what was right marked at times."""
    world.run(f"""
        create table world.evaluation_items as
        select evaluation_no, item_no, is_applicable, is_defective,
            case
                when not is_applicable then null
                when is_defective and chance(miss_rate, 'missed', {GRADED_ITEM}) then 100
                when is_defective then true_score
                when chance(false_alarm_rate, 'false alarm', {GRADED_ITEM}) then defect_scores[1]
                else 100
            end as score
        from world.evaluations
        inner join world.work_items using (ticket_no)
        inner join world.scorecard_items using (item_no)
        order by evaluation_no, item_no
    """)


def _disputes(world: World) -> None:
    """Agents dispute what was marked, the lead decides, and what is upheld is scored anew."""
    world.run(f"""
        create table world.disputed_items as
        select evaluation_no, item_no,
            chance(if(is_defective, {UPHELD_DEFECT_RATE}, {UPHELD_FALSE_ALARM_RATE}), 'upheld', {GRADED_ITEM})
                as is_upheld
        from world.evaluation_items
        inner join world.evaluations using (evaluation_no)
        where score < 100 and kind = 'qa' and (source_system = 'zendesk_qa' or is_in_share)
            and chance(if(is_defective, {DISPUTE_DEFECT_RATE}, {DISPUTE_FALSE_ALARM_RATE}), 'disputed',
                {GRADED_ITEM});

        create table world.disputes as
        with outcomes as (

            select evaluation_no, count(*) as item_count, count(*) filter (where is_upheld) as upheld_count
            from world.disputed_items group by evaluation_no

        ),

        opened as (

            select evaluation_no, ticket_no, item_count, upheld_count,
                later(graded_at, draw_integer(3600, 4 * 86400, 'disputed after', {GRADING})) as opened_at
            from outcomes inner join world.evaluations using (evaluation_no)

        )

        select * exclude (ticket_no), later(opened_at, draw_integer(7200, 6 * 86400, 'decided after', {GRADING})) as resolved_at,
            case when upheld_count = item_count then 'accepted' when upheld_count = 0 then 'rejected'
                else 'partially_accepted' end as outcome
        from opened
        order by evaluation_no
    """)
    # A grading has a version when it is made, when it is scored anew after a dispute, and when it is deleted.
    world.run(f"""
        create table world.evaluation_versions as
        with moments as (

            select evaluation_no, 1 as version, graded_at as valid_from from world.evaluations
            union all
            select evaluation_no, 2, resolved_at from world.disputes where upheld_count > 0
            union all
            select evaluation_no, 3, later(graded_at, draw_integer(3600, 86400, 'deleted after', {GRADING}))
            from world.evaluations left join world.disputes using (evaluation_no)
            where is_in_share and kind = 'qa' and disputes.evaluation_no is null
                and chance({DELETED_RATE}, 'deleted', {GRADING})

        )

        select *, lead(valid_from) over (partition by evaluation_no order by version) as valid_to
        from moments
        order by evaluation_no, version;

        create table world.item_versions as
        select evaluation_no, version, item_no, is_applicable, is_defective,
            if(version = 2 and coalesce(is_upheld, false), 100, score) as score
        from world.evaluation_items
        inner join world.evaluation_versions using (evaluation_no)
        left join world.disputed_items using (evaluation_no, item_no)
        order by evaluation_no, version, item_no;

        create table world.evaluation_scores as
        with sums as (

            select evaluation_no, version, bool_or(item_no = {AUTO_FAIL} and coalesce(score = 0, false)) as is_auto_failed,
                cast(sum(points * score) // 100 as integer) as given_points,
                cast(sum(points) filter (where is_applicable) as integer) as possible_points,
                cast(sum(weight * score) as decimal(18, 6)) / sum(weight) filter (where is_applicable) as weighted
            from world.item_versions
            inner join world.scorecard_items using (item_no)
            group by evaluation_no, version

        )

        -- MaestroQA adds points up, Zendesk QA weighs and rounds to a decimal.
        select evaluation_no, version, is_auto_failed, if(is_auto_failed, 0, given_points) as points, possible_points,
            cast(case when is_auto_failed then 0
                when source_system = 'maestroqa' then round(given_points * 100.0 / possible_points, 4)
                else round(weighted, 1) end as decimal(9, 4)) as score_percent
        from sums
        inner join world.evaluations using (evaluation_no)
        order by evaluation_no, version
    """)


def _truth(world: World) -> None:
    world.truth(
        "qa_evaluations",
        "One row per grading of a ticket that was made, in its version at the end of the period; kind is qa (an auditor of the "
        "company), own (the vendor's), self (the agent) or calibration. score_percent is what the grader gave, "
        "true_score_percent what the work deserved; team did the work. is_in_share: in MaestroQA's warehouse share.",
        f"""
        select source_system, evaluations.evaluation_no, kind, session_no, ticket_id, agent_id, evaluations.vendor_id, team,
            team_when_graded, evaluations.email as evaluator, auditor_id, score_percent, is_auto_failed,
            opened_at as interaction_at, graded_at as evaluated_at, held_at, valid_from as recorded_at,
            version = 3 as is_deleted, is_in_share, deserved.true_score_percent
        from world.evaluations as evaluations
        inner join world.evaluation_versions using (evaluation_no)
        inner join world.evaluation_scores using (evaluation_no, version)
        inner join (
            select ticket_no, source_system, if(bool_or(item_no = {AUTO_FAIL} and true_score = 0), 0, cast(round(sum(
                if(source_system = 'maestroqa', points, weight) * true_score) / sum(
                if(source_system = 'maestroqa', points, weight)), 4) as decimal(9, 4))) as true_score_percent
            from (select distinct ticket_no, source_system from world.evaluations)
            inner join world.work_items using (ticket_no) inner join world.scorecard_items using (item_no)
            where is_applicable group by ticket_no, source_system
        ) as deserved using (ticket_no, source_system)
        where valid_from < period_end() and (valid_to is null or valid_to >= period_end())
        """,
    )
    world.truth(
        "qa_evaluation_items",
        "One row per grading and item: the score given (percent, null where the item did not apply) and whether the work was "
        "truly defective: the difference is the grader's error.",
        """
        select evaluation_no, item_no, item_name, error_class, if(source_system = 'zendesk_qa', weight, points) as weight,
            is_applicable, score, is_defective
        from world.item_versions
        inner join truth.qa_evaluations as evaluations using (evaluation_no)
        inner join world.evaluation_versions using (evaluation_no, version)
        inner join world.scorecard_items using (item_no)
        where valid_from = recorded_at
        """,
    )
    world.truth(
        "qa_disputes",
        "One row per dispute that was opened: by the agent, decided by the lead; status open while undecided. "
        "defective_count: in how many of the disputed items the work was truly defective.",
        """
        select source_system, evaluation_no, agents.email as opened_by, (select email from world.auditors where vendor_id is null)
                as decided_by, opened_at, known(resolved_at) as resolved_at,
            if(known(resolved_at) is null, 'open', outcome) as status, item_count, defective_count
        from (
            select evaluation_no, count(*) filter (where is_defective) as defective_count
            from world.disputed_items inner join world.evaluation_items using (evaluation_no, item_no) group by evaluation_no
        )
        inner join world.disputes using (evaluation_no)
        inner join (select evaluation_no, source_system, agent_id from world.evaluations) using (evaluation_no)
        inner join world.agents as agents using (agent_id)
        where disputes.opened_at < period_end()
        """,
    )
