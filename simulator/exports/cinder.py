"""Cinder: its webhooks as the receiver logs them, one event per line, some delivered again."""

from __future__ import annotations

from simulator.export import Export, jsonl

ROOT_POLICY, APPROVE_POLICY = "11111111-aaaa-4bbb-8ccc-000000000001", "11111111-aaaa-4bbb-8ccc-000000000004"
REASONS = [
    "Fake brand",
    "Seller asks to pay outside the market",
    "Same picture as another shop",
    "Not allowed to be sold",
    "Rude description",
]


def _iso(at: str) -> str:
    return f"strftime({at}, '%Y-%m-%dT%H:%M:%S.%f') || '+00:00'"


def _reports(count: str, key: str) -> str:
    """Reasons of the reports; those of a ring that reports together are the same text."""
    return f"""list_transform(range({count}), lambda n: {{'reasoning':
        case when {count} >= 12 then 'Fake, take it down' else pick({REASONS}, 'reason', {key} * 100 + n) end}})"""


def _user(email: str, given: str, family: str) -> str:
    groups = "json_array(json_object('name', 'Moderators'))"
    return f"json_object('name', {given} || ' ' || {family}, 'email', {email}, 'groups', {groups})"


def _policies(approves: str, code: str, name: str, actions: str) -> str:
    return f"""case when {approves} then json_array(json_object('id', '{APPROVE_POLICY}', 'name', 'Approve', 'is_illegal', false,
            'is_non_violating', true, 'enforcement_actions', json_array('approve')))
        else json_array(
            json_object('id', '{ROOT_POLICY}', 'name', 'Content', 'is_illegal', false, 'is_non_violating', false,
                'enforcement_actions', []),
            json_object('id', {code}, 'name', {name}, 'parent_id', '{ROOT_POLICY}', 'is_illegal', false, 'is_non_violating',
                false,
                'enforcement_actions', {actions})) end"""


def _actions(action: str) -> str:
    return f"""case {action} when 'no_violation' then ['approve'] when 'ban_account' then ['disable-listing', 'ban-user']
        else ['disable-listing'] end"""


ENTITY = """json_object('entity_schema', case {0}.content_type when 'account' then 'seller' else 'listing' end,
    'attributes', json_object('id', {0}.content_id))"""

EVENTS = f"""
    with before as (
        select d.decision_no, json_object('id', decision_of(2, d.decision_no), 'type', case when d.task_no is null
            then 'workflow' else 'queue_review' end,
                'user', case when a.email is not null then {_user("a.email", "a.given_name", "a.family_name")} end, 'notes', '',
                'policies', {_policies("not d.finds_violation", "p.policy_code", "p.policy_name", _actions("d.action"))},
                    'policies_removed', [],
                'enforcement_actions', {_actions("d.action")}, 'enforcement_actions_removed', []) as told,
            {_actions("d.action")} as actions
        from world.review_decisions as d
        inner join world.policies as p on p.policy_no = d.policy_no
        left join world.agents as a on a.agent_id = d.agent_id
        where d.platform_no = 2 and d.decision_no in (select decision_no from world.appeals where platform_no = 2
            and resolving_no is not null
            and resolved_at >= $since - interval 1 day and resolved_at < $until + interval 1 day)
    ),
    decided as (
        select d.submitted_at as occurred_at, d.decision_no as number, 'decision.created' as event,
            json_merge_patch(
                json_object(
                    'source', json_merge_patch(
                        json_object('decision', json_object('id', decision_of(2, d.decision_no), 'type', case
                            when d.task_no is null then 'workflow' when d.step <> 'appeal' then 'queue_review'
                            when d.overturns_no is null then 'confirm' else 'revert' end, 'metadata', json_object())),
                        case when d.task_no is not null then json_object(
                            'job', json_object('id', uuid_of('cinder job', d.task_no), 'queue', json_object('slug',
                                case when d.step = 'escalation' then 'listings-legal' else t.queue end, 'is_multi_review', false),
                                'reports', {_reports("t.report_count", "d.content_no")}, 'created_at', {_iso("t.created_at")}),
                            'user', {_user("a.email", "a.given_name", "a.family_name")}) else json_object() end),
                    'entity', {ENTITY.format("d")},
                    'policies', {_policies("not d.finds_violation", "p.policy_code", "p.policy_name", _actions("d.action"))},
                    'policies_removed', [], 'enforcement_actions', {_actions("d.action")},
                    'enforcement_actions_removed', case when d.overturns_no is not null then before.actions else [] end,
                    'notes', case when chance(0.1, 'cinder notes', d.decision_no)
                        then 'Checked with the seller''s other listings' else '' end,
                    'point_updates', [], 'appeals_resolved', case when d.step = 'appeal' then json_array(json_object(
                        'source', case w.appellant when 'author' then 'target' else 'reporter' end,
                        'outcome', case when d.overturns_no is null then 'denied' else 'adjustment' end,
                        'appealer', json_object('entity_schema', 'user', 'attributes', json_object('id', w.account_id))))
                            else json_array() end,
                    'timestamp', {_iso("d.submitted_at")}),
                case when d.step = 'appeal' then json_object('appeal', json_object('appealed_decision', before.told),
                    'previous_decision', before.told)
                    else json_object() end) as payload
        from world.review_decisions as d
        inner join world.policies as p on p.policy_no = d.policy_no
        left join world.review_tasks as t on t.task_no = d.task_no
        left join world.agents as a on a.agent_id = d.agent_id
        left join world.appeals as w on w.resolving_no = d.decision_no
        left join before on before.decision_no = w.decision_no
        where d.platform_no = 2 and d.is_recorded and d.submitted_at >= $since and d.submitted_at < $until
    ),
    entered as (
        select t.created_at, t.task_no, 'job.actioned',
            json_object('action', 'created', 'action_made_by',
                json_object('workflow', json_object('event_id', uuid_of('event', t.task_no), 'name', 'Routing')),
                'job', json_object('id', uuid_of('cinder job', t.task_no), 'status', 'open', 'priority',
                    coalesce(cast(right(t.priority, 1) as integer), 2),
                    'num_reports', t.report_count, 'job_category', case t.task_kind when 'appeal' then 'appeal'
                        else 'standard' end,
                    'queue', json_object('slug', t.queue, 'is_multi_review', false), 'entity', {ENTITY.format("t")},
                    'created_at', {_iso("t.created_at")}),
                'notes', '', 'source', 'workflow', 'timestamp', {_iso("t.created_at + interval 9 millisecond")})
        from world.review_tasks as t
        where t.platform_no = 2 and t.created_at >= $since and t.created_at < $until
    ),
    escalated as (
        select e.raised_at, e.escalation_no, 'job.actioned',
            json_object('action', 'escalated', 'action_made_by',
                json_object('user', {_user("a.email", "a.given_name", "a.family_name")}),
                'job', json_object('id', uuid_of('cinder job', e.task_no), 'status', 'open', 'priority',
                    coalesce(cast(right(t.priority, 1) as integer), 2),
                    'num_reports', t.report_count, 'job_category', 'standard', 'queue',
                        json_object('slug', 'listings-legal', 'is_multi_review', false),
                    'entity', {ENTITY.format("t")}, 'created_at', {_iso("t.created_at")}),
                'notes', '', 'source', 'manual', 'timestamp', {_iso("e.raised_at")})
        from world.escalations as e
        inner join world.review_tasks as t on t.task_no = e.task_no
        inner join world.agents as a on a.agent_id = e.raised_by
        where e.platform_no = 2 and e.raised_at >= $since and e.raised_at < $until
    )
    select event, payload
    from (select * from decided union all select * from entered union all select * from escalated)
    order by occurred_at, number, event
"""

EXPORTS = [
    Export(
        "cinder_events", "cinder/webhooks_{until:%Y-%m-%dT%H%M}.ndjson", EVENTS, jsonl(), every=1,
        quirks=frozenset({"overlap", "late", "repeat"}),
    )
]  # fmt: skip
