"""ROOST Coop: tables of its databases, JSON lines as PostgreSQL and ClickHouse write them; queues and policies as CSV."""

from __future__ import annotations

from simulator.export import Export, csv, jsonl

ORGANISATION = "org_harbourline"
# id, name, whether it holds appeals, whether jobs close themselves
QUEUES = [
    ("q_hate", "Hate and harassment", "f", "t"),
    ("q_graphic", "Graphic and sexual content", "f", "t"),
    ("q_spam", "Spam", "f", "t"),
    ("q_ncmec", "Child safety", "f", "f"),
    ("q_senior", "Senior review", "f", "f"),
    ("q_appeals", "Appeals", "t", "f"),
]
# topic: type of the policy as Coop spells it, penalty, strikes
TYPES = {
    "hate": ("HATE", "HIGH", 2),
    "harassment": ("HARRASSMENT", "MEDIUM", 1),
    "violence": ("VIOLENCE", "MEDIUM", 1),
    "sexual": ("SEXUAL_CONTENT", "MEDIUM", 1),
    "self_harm": ("SELF_HARM_AND_SUICIDE", "HIGH", 0),
    "spam": ("SPAM", "LOW", 1),
    "terrorism": ("TERRORISM", "SEVERE", 3),
    "child_safety": ("GROOMING", "SEVERE", 3),
}
# How a job came about, as Coop knows it: it has no kind for trusted flaggers and authorities, who report like everybody.
SOURCE_KINDS = """case task_kind when 'escalation' then 'MRT_JOB' when 'appeal' then 'APPEAL' else
    case source when 'classifier' then 'RULE_EXECUTION' when 'proactive' then 'POST_ACTIONS' else 'REPORT' end end"""
ANY_TIME = frozenset({"overlap", "late", "repeat"})  # rows that never change may come again and in any order


def _iso(at: str) -> str:
    return f"strftime({at}, '%Y-%m-%dT%H:%M:%S.%f') || '+00:00'"


JOBS = f"""
    select job_of(content_type, content_id, task_no) as id, '{ORGANISATION}' as org_id, queue as queue_id, content_id as item_id,
        'type_' || content_type as item_type_id, {_iso("created_at")} as created_at,
        {{'kind': {SOURCE_KINDS}}} as enqueue_source_info,
        case when source in ('proactive', 'appeal') and task_kind <> 'escalation' then []
            else [(select policy_code from world.policies where policies.policy_no = review_tasks.policy_no)] end as policy_ids
    from world.review_tasks
    where platform_no = 1 and created_at >= $since and created_at < $until
    order by created_at, task_no
"""

DECISIONS = f"""
    with decided as (
        select d.*, t.task_kind, t.source as job_source, t.queue, t.content_type as item_type,
            {SOURCE_KINDS.replace("source", "t.source")} as source_kind, p.policy_code, s.policy_code as second_policy_code,
                a.email
        from world.review_decisions as d
        inner join world.review_tasks as t on t.task_no = d.task_no
        inner join world.policies as p on p.policy_no = d.policy_no
        left join world.policies as s on s.policy_no = d.second_policy_no
        left join world.agents as a on a.agent_id = d.agent_id
        where d.platform_no = 1 and d.submitted_at >= $since and d.submitted_at < $until
    )
    select decision_of(1, decision_no) as id, '{ORGANISATION}' as org_id, queue as queue_id,
        coalesce(reviewer_of(1, 0, email), '') as reviewer_id,
        {_iso("submitted_at")} as created_at,
        {{'id': job_of(item_type, content_id, task_no),
            'payload': {{'kind': case queue when 'q_ncmec' then 'NCMEC' else 'DEFAULT' end,
            'item': {{'itemId': content_id, 'itemTypeIdentifier': {{'id': 'type_' || item_type}}}}}}}} as job_payload,
        json_array(case
            when step = 'closed' then json_object('type', 'AUTOMATIC_CLOSE', 'reason', 'ITEM_DELETED_BEFORE_REVIEW')
            when step = 'escalate' then json_object('type', 'TRANSFORM_JOB_AND_RECREATE_IN_QUEUE',
                'newJobKind', case when (select tier from world.escalations as e where e.task_no = decided.task_no) = 'csam_ncmec'
                    then 'NCMEC' else 'DEFAULT' end,
                'originalQueueId', queue, 'newQueueId', case
                    when (select tier from world.escalations as e where e.task_no = decided.task_no)
                    = 'csam_ncmec' then 'q_ncmec' else 'q_senior' end)
            when step = 'appeal' then json_object('type', case action when 'uphold' then 'REJECT_APPEAL' else 'ACCEPT_APPEAL' end,
                'appealId', appeal_of(1, appeal_no))
            when action = 'report' then json_object('type', 'SUBMIT_NCMEC_REPORT',
                'incidentType', 'Online Enticement of Children for Sexual Acts', 'escalateToHighPriority', '', 'reportedMedia',
                    [],
                'reportedMessages', [])
            when not finds_violation then json_object('type', 'IGNORE')
            else json_object('type', 'CUSTOM_ACTION',
                'actions', case action when 'suspend_account' then [{{'id': 'act_remove'}}, {{'id': 'act_suspend'}}]
                    when 'ban_account' then [{{'id': 'act_remove'}}, {{'id': 'act_suspend'}}]
                        else [{{'id': 'act_' || action}}] end,
                'policies', list_transform(list_filter([policy_code, second_policy_code], lambda p: p is not null),
                    lambda p: {{'id': p}}),
                'itemIds', [content_id], 'itemTypeId', 'type_' || item_type)
        end) as decision_components,
        [] as related_actions, {{'kind': source_kind}} as enqueue_source_info, null as item_created_at,
        case when agent_id is not null and chance(0.2, 'coop reason', decision_no)
            then pick(['Clear case', 'Context does not change it', 'Borderline, see the guidance', 'Same account as before'],
                'reason', decision_no) end
            as decision_reason
    from decided
    order by submitted_at, decision_no
"""

SCORES = """
    select 'org_harbourline' as org_id, replace(p.policy_code, 'pol_', '') as model_id, model_version, score as model_score,
        case when score is null then 'SCORE_FAILED' else 'ITEM_SCORED' end as event, 'sub-'
            || lower(to_base(content_no, 36)) as submission_id,
        case when score is null then 'timeout' end as failure_reason, content_id as item_id, 'type_'
            || content_type as item_type_id,
        case content_type when 'account' then 'USER' else 'CONTENT' end as item_type_kind, account_id as item_creator_id,
        left(strftime(scored_at, '%Y-%m-%d %H:%M:%S.%f'), 23) as ts, strftime(scored_at, '%Y-%m-%d') as ds
    from world.content inner join world.policies as p on p.policy_no = content.policy_no
    where content.platform_no = 1 and scored_at >= $since and scored_at < $until
    order by scored_at, content_no
"""

APPEALS = """
    select appeal_of(1, appeal_no) as appeal_id, 'org_harbourline' as org_id, account_id as appealed_by_user_id,
        strftime(filed_at, '%Y-%m-%d %H:%M:%S') || '.000' as appealed_at, content_id as actioned_item_id,
            ['act_remove'] as actions_taken,
        pick(['', 'This was a joke between friends', 'It is shown in a museum', 'I did not post this', 'My account was hacked'],
            'appeal reason', appeal_no) as appeal_reason,
        strftime(filed_at, '%Y-%m-%d %H:%M:%S') || '.'
            || lpad(cast(draw_integer(20, 400, 'logged', appeal_no) as varchar), 3, '0') as ts,
        strftime(filed_at, '%Y-%m-%d') as ds
    from world.appeals
    where platform_no = 1 and filed_at >= $since and filed_at < $until
    order by filed_at, appeal_no
"""

QUEUE_TABLE = f"""
    select id, '{ORGANISATION}' as org_id, name, '' as description, '2025-03-01 09:00:00+00' as created_at,
        '2025-03-01 09:00:00+00' as updated_at,
        'f' as is_default_queue, is_appeals_queue, auto_close_jobs
    from (values {", ".join(f"('{i}', '{name}', '{appeals}', '{closes}')" for i, name, appeals, closes in QUEUES)})
        as queues (id, name, is_appeals_queue, auto_close_jobs)
    where $since < $until
    order by id
"""

POLICY_TABLE = f"""
    select policy_code as id, '{ORGANISATION}' as org_id, policy_name as name, '' as parent_id,
        case topic {" ".join(f"when '{topic}' then '{penalty}'" for topic, (_, penalty, _) in TYPES.items())} end as penalty,
        case topic {" ".join(f"when '{topic}' then '{kind}'" for topic, (kind, _, _) in TYPES.items())} end as policy_type,
        (select max(policy_version) from world.policy_days as days where days.policy_no = policies.policy_no
            and days.day_on <= cast($until as date)) as semantic_version,
        case topic {" ".join(f"when '{topic}' then {strikes}" for topic, (_, _, strikes) in TYPES.items())} end
            as user_strike_count,
        strftime(coalesce((select min(day_on) from world.policy_days as days where days.policy_no = policies.policy_no
            and days.policy_version = (select max(policy_version) from world.policy_days as d
                where d.policy_no = policies.policy_no
                and d.day_on <= cast($until as date)) and days.policy_version > 1), date '2025-03-01'), '%Y-%m-%d 08:00:00+00')
                    as updated_at
    from world.policies
    where policy_no // 100 = 1 and $since < $until
    order by policy_no
"""

EXPORTS = [
    Export("coop_job_creations", "coop/job_creations_{until:%Y-%m-%dT%H%M}.jsonl.gz", JOBS, jsonl(), quirks=ANY_TIME),
    Export(
        "coop_manual_review_decisions",
        "coop/manual_review_decisions_{until:%Y-%m-%dT%H%M}.jsonl",
        DECISIONS,
        jsonl(),
        quirks=ANY_TIME,
    ),
    Export(
        "coop_item_model_scores_log",
        "coop/item_model_scores_log_{until:%Y-%m-%dT%H%M}.jsonl.gz",
        SCORES,
        jsonl(),
        every=30,
        quirks=ANY_TIME,
    ),
    Export("coop_appeals", "coop/appeals_{until:%Y-%m-%dT%H%M}.jsonl", APPEALS, jsonl(), every=30, quirks=ANY_TIME),
    Export(
        "coop_manual_review_queues", "coop/manual_review_queues_{until:%Y-%m-%d}.csv", QUEUE_TABLE, csv(), every=30, snapshot=True
    ),
    Export("coop_policies", "coop/policies_{until:%Y-%m-%d}.csv", POLICY_TABLE, csv(), every=30, snapshot=True),
]
