"""What is true about content and its review at the end of the period: first the records of each system, as the facts call
them, then what no system knows: true labels, the classifiers' quality, the reviewers' errors, the planted jumps."""

from __future__ import annotations

from simulator.engine import World
from simulator.exports.cinder import APPROVE_POLICY
from simulator.exports.coop import QUEUES
from simulator.world.content import CATEGORIES

QUEUE_NAMES = "case {0} " + " ".join(f"when '{code}' then '{name}'" for code, name, *_ in QUEUES) + " else {0} end"
DIRECTION = (
    "case when {0} in ('escalate', 'skip') then 'undecided' when {0} = 'no_violation' then 'non_violating' else 'violating' end"
)
BEFORE_DAYS = 10  # before a jump begins, to which it is compared


def play(world: World) -> None:
    _records(world)
    _scores(world)
    _labels(world)
    _agreement(world)
    _quality(world)
    _jumps(world)


def _records(world: World) -> None:
    # What a system has on record of decisions, and the queue in which it was taken.
    world.run(f"""
        create temp table recorded as
        select d.*, source_system, p.policy_code as own_policy_code, s.policy_code as second_policy_code, t.source as job_source,
            case when d.task_no is not null
                then task_of(d.platform_no, t.content_type, d.content_id, d.task_no) end as review_task_id,
            decision_of(d.platform_no, d.decision_no) as review_decision_id,
                reviewer_of(d.platform_no, d.agent_id, a.email) as reviewer,
            row_number() over (partition by coalesce(d.task_no, d.decision_no) order by d.submitted_at, d.decision_no)
                as decision_number,
            case
                when d.platform_no = 1 and (not d.finds_violation or d.finds_violation is null
                    or d.step in ('escalate', 'appeal') or d.action = 'report')
                    then 'unspecified'
                when d.platform_no = 1 and d.second_policy_no is not null then 'multiple'
                when d.platform_no = 2 and not d.finds_violation then '{APPROVE_POLICY}'
                when d.platform_no = 3 and (not coalesce(d.finds_violation, false) and d.step <> 'escalate') then 'unspecified'
                else p.policy_code
            end as policy_code
        from world.review_decisions as d
        inner join world.platforms on platforms.platform_no = d.platform_no
        inner join world.policies as p on p.policy_no = d.policy_no
        left join world.policies as s on s.policy_no = d.second_policy_no
        left join world.review_tasks as t on t.task_no = d.task_no
        left join world.agents as a on a.agent_id = d.agent_id
        where d.is_recorded and d.submitted_at < period_end()
    """)
    world.truth(
        "review_tasks",
        "One row per task or job of a review system: its state at the end of the period and what was decided. Coop opens a job "
        "of its own for what is escalated, Coop and Cinder for an appeal. policy_code is the policy under which it entered, "
        "unspecified where none is named (samples, Coop's appeals). violates: whether the item does; null times have not come.",
        f"""
        with decided as (
            select task_no, count(*) as decision_count, max(submitted_at) as last_submitted_at,
                count(*) filter (where {DIRECTION.format("action")} = 'violating') as violating_decision_count,
                count(*) filter (where {DIRECTION.format("action")} = 'non_violating') as non_violating_decision_count,
                max(action) filter (where {_is_final()}) as final_action
            from recorded where task_no is not null group by task_no
        )
        select source_system, task_of(t.platform_no, t.content_type, t.content_id, t.task_no) as review_task_id, t.content_id,
            case when t.platform_no <> 2 and t.source = 'proactive' and task_kind = 'review' or t.platform_no = 1
                and task_kind = 'appeal'
                then 'unspecified' else policy_code end as policy_code,
            case when t.platform_no = 1 then {QUEUE_NAMES.format("t.queue")}
                when t.platform_no = 2 and t.escalated_at < period_end() then 'listings-legal' else t.queue end as queue_code,
            t.source as detection_source, t.priority,
            case when t.expired_at < period_end() then 'expired' when t.closed_at < period_end() then 'auto_closed'
                when t.decided_at < period_end() then 'decided'
                when t.escalated_at < period_end() then case t.platform_no when 1 then 'decided' else 'escalated' end
                when t.opened_at < period_end() then 'in_review' when t.assigned_at < period_end() then 'assigned'
                    else 'queued' end as status,
            t.created_at, known(t.assigned_at) as assigned_at, known(t.opened_at) as first_started_at, last_submitted_at,
                t.due_at,
            t.report_count, coalesce(decision_count, 0) as decision_count,
                coalesce(violating_decision_count, 0) as violating_decision_count,
            coalesce(non_violating_decision_count, 0) as non_violating_decision_count, final_action, t.task_kind, t.violates
        from world.review_tasks as t
        inner join world.platforms on platforms.platform_no = t.platform_no
        inner join (select policy_no, policy_code from world.policies) as p on p.policy_no = t.policy_no
        left join decided on decided.task_no = t.task_no
        where t.created_at < period_end()
        """,
    )
    world.truth(
        "review_decisions",
        "One row per decision that a review system has on record, and per statement of reasons (source_system dsa), which "
        "repeats one. reviewer is the account in that system; overturns_decision_id the decision it takes back; violates what "
        "is true, is_error whether the decision is wrong (null where nothing was judged), error_probability what the reviewer's "
        "rates said about it.",
        f"""
        select source_system, review_decision_id, review_task_id, reviewer, reviewer_type, policy_code,
            {DIRECTION.format("action")} as decision,
            action, decision_number, {_is_final()} as is_final, decision_of(platform_no, overturns_no) as overturns_decision_id,
            null as stated_decision_id, coalesce(job_source, source) = 'classifier' as is_automatically_detected, submitted_at,
            cast(submitted_at as date) as decided_on, handle_seconds, violates, is_error, error_probability
        from recorded
        union all
        select 'dsa', uuid_of('statement', s.decision_no), null, null, s.reviewer_type, 'STATEMENT_CATEGORY_'
            || p.dsa_category, 'violating',
            s.action, 1, true, null, case when d.is_recorded then decision_of(s.platform_no, s.decision_no) end,
                s.source = 'classifier',
            null, s.applied_on, null, d.violates, d.is_error, d.error_probability
        from world.statements as s
        inner join world.review_decisions as d on d.decision_no = s.decision_no
        inner join world.policies as p on p.policy_no = s.policy_no
        where s.filed_at < period_end()
        """,
    )
    world.truth(
        "review_decision_actions",
        "One row per decision or statement, action taken, and policy under which it was taken.",
        """
        with taken as (
            select *,
                case when platform_no <> 3 and action in ('suspend_account', 'ban_account') then ['remove', action] else
                [action] end as actions,
                case when policy_code = 'multiple' then [own_policy_code, second_policy_code] else [policy_code] end as
                policy_codes
            from recorded
        )
        select source_system, review_decision_id, unnest(actions) as action, policy_code, decided_on
        from (select source_system, review_decision_id, actions, unnest(policy_codes) as policy_code, cast(submitted_at as
        date) as decided_on from taken)
        union all
        select 'dsa', uuid_of('statement', decision_no), unnest(
                case when platform_no <> 3 and action in ('suspend_account', 'ban_account') then ['remove', action] else
                [action] end),
            'STATEMENT_CATEGORY_' || dsa_category, applied_on
        from world.statements inner join world.policies on policies.policy_no = statements.policy_no
        where filed_at < period_end()
        """,
    )
    world.truth(
        "escalations",
        "One row per hand-over to another tier: raised_by is the account of who escalated. true_tier is where the case "
        "belonged; way says whether it went there, was misrouted and put right, or truly needed two tiers. A report to the "
        "child-protection authority is an escalation in Coop.",
        f"""
        select source_system, task_of(e.platform_no, t.content_type, t.content_id, e.task_no) as review_task_id,
            case e.platform_no when 3 then coalesce(e.from_tier, t.queue) when 1 then {QUEUE_NAMES.format("t.queue")}
                else t.queue end as from_queue_code,
            case e.platform_no when 3 then e.tier when 2 then 'listings-legal' else case e.tier when 'csam_ncmec'
                then 'Child safety' else 'Senior review'
                end end as to_queue_code,
            case when e.platform_no = 1 and e.tier = 'l2' then 'reroute' else e.tier end as tier,
                reviewer_of(e.platform_no, e.raised_by, a.email) as raised_by,
            raised_at, known(acknowledged_at) as acknowledged_at, known(resolved_at) as resolved_at, e.true_tier, e.way
        from world.escalations as e
        inner join world.platforms on platforms.platform_no = e.platform_no
        inner join world.review_tasks as t on t.task_no = e.task_no
        left join world.agents as a on a.agent_id = e.raised_by
        where raised_at < period_end()
        union all
        select source_system, review_task_id, 'Child safety', null, 'csam_ncmec', reviewer, submitted_at, null, null,
            'csam_ncmec', 'as it should be'
        from recorded where action = 'report'
        """,
    )
    world.truth(
        "appeals",
        "One row per appeal of a decision, in its state at the end of the period. has_merit: whether the decision was wrong, "
        "whatever came of the appeal.",
        """
        select source_system,
            case when a.platform_no = 2 and a.resolved_at < period_end() then decision_of(2, a.resolving_no) || ':1' else
            appeal_of(a.platform_no, a.appeal_no)
                end as appeal_id,
            case when d.is_recorded then decision_of(a.platform_no, a.decision_no) else 'rule-' || lower(to_base(a.decision_no,
            36)) end as review_decision_id,
            a.content_id, a.appellant as appellant_type,
            case when a.resolved_at < period_end() then a.status when a.opened_at < period_end() then 'in_review' else 'open'
            end as status,
            a.filed_at, known(a.resolved_at) as resolved_at,
            case when a.resolved_at < period_end() then reviewer_of(a.platform_no, a.agent_id, email) end as resolved_by,
            a.has_merit
        from world.appeals as a
        inner join world.platforms on platforms.platform_no = a.platform_no
        inner join world.review_decisions as d on d.decision_no = a.decision_no
        left join world.agents on agents.agent_id = a.agent_id
        where a.filed_at < period_end()
        """,
    )


def _is_final() -> str:
    """The last of its task, unless Cinder takes it back in a job of its own; Coop does so too but the two jobs know nothing of
    each other."""
    return "coalesce(next_at >= period_end(), true) and not (platform_no = 2 and coalesce(overturned_at < period_end(), false))"


def _scores(world: World) -> None:
    world.truth(
        "classifier_scores",
        "One row per scoring by the platforms' own classifiers that did not fail; threshold and flag as they were in force.",
        """
        select source_system, content_id as item_id, case platform_no when 1 then replace(policy_code, 'pol_', '') else
        'message_risk' end as model,
            model_version, case platform_no when 1 then replace(policy_code, 'pol_', '') else policy_code end as category,
            score, threshold, is_flagged, scored_at
        from world.content
        inner join world.platforms using (platform_no)
        inner join (select policy_no, policy_code from world.policies) as p using (policy_no)
        where platform_no in (1, 3) and score is not null and scored_at < period_end()
        """,
    )
    world.truth(
        "moderation_scores",
        f"One row per item of a request to the OpenAI Moderation API: its scores of the categories {', '.join(CATEGORIES)}; "
        "null where the model does not know the category. A score of 0.5 or more is flagged.",
        """
        select 'openai_moderation' as source_system, unnest(item_ids) as item_id, model as model_version, unnest(scores) as
        scores, scored_at
        from world.moderation_requests where scored_at < period_end()
        """,
    )
    world.truth(
        "content",
        "One row per item that came near a policy: what it is (kind: violating, borderline, harmless) and whether it violates "
        "the version of the policy in force when it was posted; whether its classifier flagged it, and how probable that was.",
        """
        select source_system, content_no, content_id, policy_code, content_type, account_id, is_abusive_account, region,
        created_at, kind,
            policy_version, violates, model_version, is_flagged, is_automatic, flag_probability, report_count
        from world.content
        inner join world.platforms using (platform_no)
        inner join (select policy_no, policy_code from world.policies) as p using (policy_no)
        """,
    )


def _labels(world: World) -> None:
    world.truth(
        "labels",
        "One row per independent label: worker is the reviewer's account in the labelling program, gold the experts' answer, "
        "violates what is true.",
        """
        select 'review_platform' as source_system, lower(to_base(judgement_no, 36)) as review_decision_id, content_id as
        review_task_id,
            'w' || substr(md5('labels' || email), 1, 12) as worker, topic as policy_code,
            case when says_violation then 'violating' else 'non_violating' end as decision,
            case when gold then 'violating' else 'non_violating' end as gold_decision,
            started_at, submitted_at, violates, is_error, error_probability, agent_id
        from world.labels inner join world.agents using (agent_id)
        where submitted_at < period_end()
        """,
    )
    world.truth(
        "golden_labels",
        "One row per item of the messenger's golden set: label 1 violates, 0 does not, null where the experts came to no answer.",
        """
        select 'safety_landing' as source_system, content_id, policy_code, cast(gold as bigint) as label,
            case gold when true then 'remove' when false then 'no_violation' end as action, labelled_by, labelled_at
        from world.golden_labels inner join (select policy_no, policy_code from world.policies) as p using (policy_no)
        where labelled_at < period_end()
        """,
    )


def _agreement(world: World) -> None:
    """Agreement on two answers, from the counts of each item alone: with n ratings of which v find a violation, the
    coefficients are sums of polynomials of n and v. Items belong to the month of their first label."""
    world.run("""
        create temp table rated_items as
        select review_task_id as item, policy_code, cast(date_trunc('month', min(submitted_at)) as date) as month_on,
            count(*)::double as n, count(*) filter (where decision = 'violating')::double as v,
            min_by(decision = 'violating', agent_id) as first, max_by(decision = 'violating', agent_id) as second,
            -- Two reviewers agree when both are right or both are wrong; of three, the mean of the pairs.
            case when count(*) > 1 then 1 - 2 * (sum(p) - (pow(sum(p), 2) - sum(exactly(pow(p, 2)))) / (count(*) - 1)) / count(*)
                end as expected
        from (select *, exactly(error_probability) as p from truth.labels)
        group by review_task_id, policy_code
    """)
    world.truth(
        "agreement",
        "One row per policy (all: every one) and month (null: the whole period) of the labelling program: agreement that "
        "follows from the labels, rounded to 9 digits, and the agreement that the reviewers' error rates let expect.",
        """
        with raters as (
            select rated_items.policy_code, month_on, count(distinct worker) as reviewer_count
            from truth.labels inner join rated_items on review_task_id = item group by cube (rated_items.policy_code, month_on)
        ),
        sums as (
            select policy_code, month_on, count(*) as item_count, count(*) filter (where n > 1) as multi_rated_item_count,
                cast(sum(n) as bigint) as rating_count, min(n) = max(n) as has_equal_counts,
                avg(exactly((v * (v - 1) + (n - v) * (n - v - 1)) / nullif(n * (n - 1), 0))) filter (where n > 1) as observed,
                sum(n) filter (where n > 1) as ratings, sum(v) filter (where n > 1) as violating,
                sum(exactly(2 * v * (n - v) / nullif(n - 1, 0))) filter (where n > 1) as disagreeing,
                avg(exactly(v / n)) as violating_share, sum(v * (v - 1)) as agreeing_violating, sum(v * (n - 1)) as violating_pairs,
                avg(exactly(expected)) as expected,
                -- Of pairs of labels, for the coefficient of two reviewers.
                avg(cast(first = second as integer)) filter (where n = 2) as cohen_observed,
                avg(first::integer) filter (where n = 2) * avg(second::integer) filter (where n = 2)
                    + avg(1 - first::integer) filter (where n = 2) * avg(1 - second::integer) filter (where n = 2) as cohen_expected
            from rated_items group by cube (policy_code, month_on)
        )
        select 'review_platform' as source_system, coalesce(sums.policy_code, 'all') as policy_code,
            case when sums.month_on is null then 'all' else 'month' end as period_type, sums.month_on as period_start_on,
            item_count, multi_rated_item_count, rating_count, reviewer_count, round(sums.observed, 9) as percent_agreement,
            case when reviewer_count = 2 then round((cohen_observed - cohen_expected) / nullif(1 - cohen_expected, 0), 9) end
                as cohen_kappa,
            case when has_equal_counts then round(1 - (1 - sums.observed) / nullif(2 * (violating / ratings) * (1 - violating /
            ratings), 0), 9) end as fleiss_kappa,
            round(1 - (ratings - 1) * disagreeing / nullif(2 * violating * (ratings - violating), 0), 9) as krippendorff_alpha,
            round(1 - (1 - sums.observed) / (1 - 2 * violating_share * (1 - violating_share)), 9) as gwet_ac1,
            round(agreeing_violating / nullif(violating_pairs, 0), 9) as positive_specific_agreement,
            round(sums.expected, 9) as expected_percent_agreement
        from sums
        inner join raters on raters.policy_code is not distinct from sums.policy_code
            and raters.month_on is not distinct from sums.month_on
        """,
    )
    world.run("drop table rated_items")


def _quality(world: World) -> None:
    world.truth(
        "classifier_quality",
        "One row per platform, version of its classifier and week: items it scored, of them violating and flagged, with the "
        "precision, recall and prevalence that follow (null where nothing was flagged or violates), and the precision and "
        "recall to expect of that version on those items.",
        """
        select source_system, model_version, cast(date_trunc('week', created_at) as date) as week_start_on, count(*) as
        item_count,
            count(*) filter (where violates) as violating_count, count(*) filter (where is_flagged) as flagged_count,
            count(*) filter (where is_flagged and violates) as flagged_violating_count,
            count(*) filter (where is_flagged and violates) / nullif(count(*) filter (where is_flagged), 0) as precision,
            count(*) filter (where is_flagged and violates) / nullif(count(*) filter (where violates), 0) as recall,
            count(*) filter (where violates) / count(*) as prevalence,
            sum(exactly(flag_probability)) filter (where violates) / sum(exactly(flag_probability)) as expected_precision,
            avg(exactly(flag_probability)) filter (where violates) as expected_recall
        from world.content inner join world.platforms using (platform_no)
        where score is not null and scored_at < period_end()
        group by all
        """,
    )
    world.truth(
        "reviewer_error_rates",
        "One row per reviewer, platform and week of decisions: items decided that violate and that do not, how many of them "
        "were missed and wrongly acted on, and how many that was to be expected of.",
        """
        select source_system, agent_id, vendor_id, site, cast(date_trunc('week', submitted_at) as date) as week_start_on,
            count(*) filter (where violates) as violating_count, count(*) filter (where violates and is_error) as missed_count,
            round(coalesce(sum(exactly(error_probability)) filter (where violates), 0), 6) as expected_missed_count,
            count(*) filter (where not violates) as harmless_count, count(*) filter (where not violates and is_error) as
            false_alarm_count,
            round(coalesce(sum(exactly(error_probability)) filter (where not violates), 0), 6) as expected_false_alarm_count
        from world.review_decisions
        inner join world.platforms using (platform_no)
        inner join (select agent_id, vendor_id, site from world.agents) as a using (agent_id)
        where submitted_at < period_end()
        group by all
        """,
    )


def _jumps(world: World) -> None:
    """Expected shares hold for the very items and decisions of the days compared, so that they differ from the found ones by
    chance only."""
    world.truth(
        "false_positive_jumps",
        "One row per planted jump of false positives, with its cause, and per look-alike without one (cause null). measure: "
        "flags, the share of what the classifier flags that does not violate; actions, the share of first-line enforcements of "
        "the vendor that are wrong. Before: the ten days before onset_on, if the period holds them; end_on is excluded. "
        "policy_code null: all of the platform; for a mix shift, the policy that grew.",
        f"""
        with flagged as (
            select jump_no, day_on >= onset_on as is_during, is_flagged as is_counted, is_flagged and not violates as is_wrong,
                flag_probability as counted_probability, case when violates then 0 else flag_probability end as wrong_probability
            from planted.false_positive_jumps as jumps
            inner join world.content
                on content.platform_no = jumps.platform_no and day_on >= onset_on - {BEFORE_DAYS} and day_on < end_on
                and (jumps.policy_no is null or jumps.cause = 'mix' or content.policy_no = jumps.policy_no)
            where measure = 'flags'
            union all
            select jump_no, submitted_at >= onset_on, finds_violation, finds_violation and not violates,
                case when violates then 1 - error_probability else error_probability end, case when violates then 0
                    else error_probability end
            from planted.false_positive_jumps as jumps
            inner join world.review_decisions as d
                on d.platform_no = jumps.platform_no and submitted_at >= onset_on - {BEFORE_DAYS} and submitted_at < end_on
                and step in ('review', 'second')
            inner join world.agents on agents.agent_id = d.agent_id and agents.vendor_id = jumps.vendor_id
            where measure = 'actions'
        ),
        counted as (
            select jump_no, is_during, count(*) filter (where is_counted) as counted, count(*) filter (where is_wrong) as wrong,
                sum(exactly(wrong_probability)) / sum(exactly(counted_probability)) as expected
            from flagged group by all
        )
        select jumps.jump_no, source_system, kind, cause, measure, policy_code, vendor_id, onset_on, end_on,
            before.counted as counted_before, before.wrong as wrong_before, round(before.expected, 9) as expected_rate_before,
            during.counted as counted_during, during.wrong as wrong_during, round(during.expected, 9) as expected_rate_during
        from planted.false_positive_jumps as jumps
        inner join world.platforms using (platform_no)
        left join (select policy_no, policy_code from world.policies) as p using (policy_no)
        left join counted as before on before.jump_no = jumps.jump_no and not before.is_during
        left join counted as during on during.jump_no = jumps.jump_no and during.is_during
        """,
    )
