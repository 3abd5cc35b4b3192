"""The messenger's review queue in the landing schema: JSON lines for the EU, CSV for the rest; and the labelling program's
judgements."""

from __future__ import annotations

from simulator.export import Export, Writer, csv, jsonl

STAMPED = frozenset({"overlap", "late", "repeat"})


def _iso(at: str) -> str:
    return f"strftime({at}, '%Y-%m-%dT%H:%M:%SZ')"


def _past(at: str) -> str:
    """A moment as the system knows it at the time of the export."""
    return _iso(f"case when {at} < $until then {at} end")


def _latest(*moments: str) -> str:
    return f"list_max(list_filter([{', '.join(moments)}], lambda moment: moment < $until))"


TASK_CHANGED = _latest(
    "t.created_at", "t.assigned_at", "t.opened_at", "t.escalated_at", "t.decided_at", "t.closed_at", "t.expired_at"
)


def _tasks(is_eu: bool) -> str:
    return f"""
    select task_of(3, '', '', task_no) as task_id, queue, t.content_id, t.content_type, t.locale, t.region, t.source,
        case when t.source <> 'proactive' then p.policy_code end as trigger_policy, t.priority,
        case t.priority when 'p0' then 'critical' when 'p1' then 'high' when 'p2' then 'medium' else 'low' end as severity,
        case when t.expired_at < $until then 'expired' when t.closed_at < $until then 'auto_closed' when t.decided_at < $until
            then 'decided'
            when t.escalated_at < $until then 'escalated' when t.opened_at < $until then 'in_review'
            when t.assigned_at < $until then 'assigned' else 'queued' end as status,
        {_iso("t.created_at")} as created_at, {_past("t.assigned_at")} as first_assigned_at, {_past("t.opened_at")} as opened_at,
        {_past("coalesce(t.closed_at, t.decided_at)")} as decided_at, {_iso("t.due_at")} as sla_due_at,
        t.target_minutes as sla_target_minutes, case when t.assigned_at < $until then v.vendor_name end as vendor,
        case when t.assigned_at < $until then reviewer_of(3, a.agent_id, a.email) end as reviewer_id, t.report_count,
        {_iso(TASK_CHANGED)} as updated_at
    from world.review_tasks as t
    inner join (select * exclude (queue, priority) from world.policies) as p on p.policy_no = t.policy_no
    left join world.agents as a on a.agent_id = t.agent_id
    left join world.vendors as v on v.vendor_id = a.vendor_id
    where t.platform_no = 3 and t.created_at < $until and {TASK_CHANGED} >= $since and (t.region = 'EU') = {is_eu}
    order by t.created_at, t.task_no
"""


DECISIONS = f"""
    select decision_of(3, decision_no) as decision_id, task_of(3, '', '', task_no) as task_id,
        row_number() over (partition by task_no order by d.submitted_at, decision_no) as decision_seq,
            reviewer_of(3, a.agent_id, a.email) as reviewer_id,
        d.reviewer_type, v.vendor_name as vendor, d.action as decision,
        case when d.finds_violation or d.step = 'escalate' then p.policy_code end as policy_code,
        case when d.finds_violation or d.step = 'escalate' then d.policy_version end as policy_version,
        '[]' as labels, case when d.agent_id is not null
            then round(0.5 + 0.5 * draw('confidence', decision_no), 2) end as confidence,
        case when chance(0.15, 'rationale', decision_no) then pick(['Same wording as before', 'Reads as a quote,
no threat', 'Looks "staged"', 'Known link'], 'which rationale', decision_no) end as rationale,
        d.handle_seconds, {_iso("d.submitted_at")} as decided_at, coalesce(d.next_at >= $until, true) as is_final,
        decision_of(3, d.overturns_no) as overturns_decision_id
    from world.review_decisions as d
    inner join world.policies as p on p.policy_no = d.policy_no
    left join world.agents as a on a.agent_id = d.agent_id
    left join world.vendors as v on v.vendor_id = a.vendor_id
    where d.platform_no = 3 and d.is_recorded and d.submitted_at < $until
        and task_no in (select task_no from world.review_decisions where platform_no = 3 and is_recorded
            and submitted_at >= $since and submitted_at < $until)
    order by d.submitted_at, decision_no
"""


SCORES = f"""
    select 's-' || lower(to_base(content_no, 36)) as score_id, content_id as item_id, 'message_risk' as model, model_version,
        p.policy_code as category, score, threshold, is_flagged,
        case content_type when 'account' then 'text' else content_type end as input_type,
        draw_integer(18, 140, 'latency', content_no) as latency_ms, {_iso("scored_at")} as scored_at
    from world.content inner join world.policies as p on p.policy_no = content.policy_no
    where content.platform_no = 3 and score is not null and scored_at >= $since and scored_at < $until
    order by content.scored_at, content_no
"""

APPEAL_CHANGED = _latest("filed_at", "opened_at", "resolved_at")
APPEALS = f"""
    select appeal_of(3, appeal_no) as appeal_id, decision_of(3, decision_no) as decision_id,
        task_of(3, '', '', task_no) as task_id,
        appellant as appellant_type, {_iso("filed_at")} as filed_at,
        pick([null, 'I was quoting', 'Somebody else used my phone', 'This is how we talk'], 'reason', appeal_no) as reason,
        case when resolved_at < $until then status when opened_at < $until then 'in_review' else 'open' end as status,
        case when resolved_at < $until then reviewer_of(3, a.agent_id, a.email) end as reviewer_id,
            {_past("resolved_at")} as resolved_at,
        case when resolved_at < $until and status like '%overturned' then 'Not what the policy means' end as outcome_reason,
        {_iso(APPEAL_CHANGED)} as updated_at
    from world.appeals left join world.agents as a on a.agent_id = appeals.agent_id
    where platform_no = 3 and filed_at < $until and {APPEAL_CHANGED} >= $since
    order by appeals.filed_at, appeal_no
"""

ESCALATIONS = f"""
    select 'e-' || lower(to_base(escalation_no, 36)) as escalation_id, task_of(3, '', '', e.task_no) as task_id,
        coalesce(e.from_tier, t.queue) as from_queue, e.tier as to_queue, e.tier, 'see task' as reason,
        reviewer_of(3, a.agent_id, a.email) as raised_by, {_iso("raised_at")} as raised_at,
            {_past("acknowledged_at")} as acknowledged_at,
        {_past("resolved_at")} as resolved_at, case when resolved_at < $until then case e.way when 'misrouted' then 'rerouted'
            else 'done' end end
            as resolution
    from world.escalations as e
    inner join world.review_tasks as t on t.task_no = e.task_no
    inner join world.agents as a on a.agent_id = e.raised_by
    where e.platform_no = 3 and raised_at < $until and {_latest("raised_at", "acknowledged_at", "resolved_at")} >= $since
    order by e.raised_at, escalation_no
"""

POLICIES = """
    with versions as (
        select policy_no, policy_version, min(day_on) as since_on, max(day_on) + 1 as until_on,
            max(max(day_on)) over () + 1 as last_on
        from world.policy_days group by policy_no, policy_version
    )
    select policy_code, policy_version, policy_name as name, '' as parent_code,
        case priority when 'p0' then 'critical' when 'p1' then 'high' when 'p2' then 'medium' else 'low' end as severity,
        'STATEMENT_CATEGORY_' || dsa_category as dsa_category,
        strftime(case policy_version when 1 then date '2025-03-01' else since_on end, '%Y-%m-%d') as valid_from,
        case when until_on < last_on and until_on <= cast($until as date) then strftime(until_on, '%Y-%m-%d') end as valid_to
    from versions inner join world.policies using (policy_no)
    where policy_no // 100 = 3 and since_on <= cast($until as date) and $since < $until
    order by policy_code, policy_version
"""

GOLDEN = f"""
    select content_id, policy_code as true_policy, case gold when true then 'remove' when false
        then 'no_violation' end as true_decision,
        labelled_by, {_iso("labelled_at")} as labelled_at
    from world.golden_labels inner join world.policies on policies.policy_no = golden_labels.policy_no
    where golden_labels.labelled_at >= $since and golden_labels.labelled_at < $until
    order by golden_labels.labelled_at, content_no
"""

JUDGEMENTS = """
    select lower(to_base(judgement_no, 36)) as judgement_id, 'w' || substr(md5('labels' || email), 1, 12) as worker_id,
        content_id as item_id,
        cast(says_violation as integer) as response, cast(gold as integer) as gold,
        strftime(timezone('America/Los_Angeles', cast(started_at as timestamptz)), '%a %b %d %H:%M:%S ')
            || case when date_diff('hour', timezone('America/Los_Angeles', cast(started_at as timestamptz)), started_at) = 7
                then 'PDT' else 'PST' end
            || strftime(started_at, ' %Y') as started_at,
        strftime(timezone('America/Los_Angeles', cast(submitted_at as timestamptz)), '%a %b %d %H:%M:%S ')
            || case when date_diff('hour', timezone('America/Los_Angeles', cast(submitted_at as timestamptz)),
                submitted_at) = 7 then 'PDT' else 'PST' end
            || strftime(submitted_at, ' %Y') as submitted_at,
        topic as task
    from world.labels inner join world.agents as a on a.agent_id = labels.agent_id
    where labels.submitted_at >= $since and labels.submitted_at < $until
    order by labels.submitted_at, judgement_no
"""


def _export(table: str, query: str, write: Writer, suffix: str, **settings: object) -> Export:
    return Export(f"safety_{table}", f"safety/{table}_{{until:%Y-%m-%dT%H%M}}{suffix}", query, write, **settings)


EXPORTS = [
    _export("review_tasks", _tasks(False), csv(), "-world.csv", quirks=STAMPED),
    _export("review_tasks", _tasks(True), jsonl(), "-eu.jsonl", quirks=STAMPED),
    # Its stamp is the moment of the decision, and whether the decision is final changes later: files must come in order.
    _export("review_decisions", DECISIONS, csv(), ".csv", quirks=frozenset({"overlap"})),
    _export("classifier_scores", SCORES, csv(), ".csv.gz", every=30, quirks=STAMPED),
    _export("appeals", APPEALS, csv(), ".csv", every=30, quirks=STAMPED),
    _export("escalations", ESCALATIONS, csv(), ".csv", every=30, quirks=frozenset({"overlap"})),
    _export("policies", POLICIES, csv(), ".csv", every=30, snapshot=True),
    _export("golden_labels", GOLDEN, csv(), ".csv", every=30, quirks=frozenset({"overlap", "repeat"})),
    Export("review_judgements", "reviews_rte/judgements_{until:%Y-%m-%dT%H%M}.csv", JUDGEMENTS, csv(), every=30, quirks=STAMPED),
]
