"""Zendesk QA: pages of conversations with the reviews of their date range, disputes, calibration sessions."""

from __future__ import annotations

from simulator.export import Export, json_page

ISO = "'%Y-%m-%dT%H:%M:%SZ'"
LEGACY = "'%Y-%m-%d %H:%M:%S +0000 UTC'"
STAMPED = frozenset({"overlap", "late", "repeat"})


def _person(email: str, name: str) -> str:
    return f"{{'email': {email}, 'name': {name}, 'groups': cast([] as varchar[])}}"


LEAD = _person("auditors.email", "auditors.auditor_name")
# The gradings as Zendesk QA shows them before $until, each in its version of then, with its ratings.
REVIEWS = f"""
    with names as (

        select email, auditor_name as name from world.auditors
        union all
        select email, given_name || ' ' || family_name from world.agents

    ),

    gradings as (

        select evaluations.*, versions.version, versions.valid_from
        from world.evaluations as evaluations
        inner join world.evaluation_versions as versions
            on versions.evaluation_no = evaluations.evaluation_no
            and versions.valid_from < $until and (versions.valid_to is null or versions.valid_to >= $until)
        where evaluations.source_system = 'zendesk_qa' and %s

    ),

    rated as (

        select evaluation_no, list({{
                'categoryId': cast(5000 + item_no as varchar), 'categoryName': item_name, 'score': score,
                'weight': cast(weight as varchar), 'critical': weight = 0, 'cause': '', 'causes': cast([] as varchar[]),
                'groupId': '71', 'groupName': 'Conversation'
            }} order by item_no) as ratings
        from gradings
        inner join world.item_versions using (evaluation_no, version)
        inner join world.scorecard_items using (item_no)
        group by evaluation_no

    ),

    reviews as (

        select gradings.*, score_percent, ratings, {_person("gradings.email", "graders.name")} as reviewer,
            {_person("agents.email", "agents.given_name || ' ' || agents.family_name")} as reviewee
        from gradings
        inner join rated using (evaluation_no)
        inner join world.evaluation_scores using (evaluation_no, version)
        inner join names as graders on graders.email = gradings.email
        inner join world.agents as agents on agents.agent_id = gradings.agent_id

    )
"""

CONVERSATIONS = f"""
    {REVIEWS % "kind <> 'calibration' and versions.valid_from >= $since"}
    select ticket_id as externalId, 'https://harbourline.example/qa/conversations/' || ticket_id as url,
        'https://help.harbourline.example/tickets/' || ticket_id as externalUrl,
        if(any_value(vendor_id) = 'INT', '12', '11') as workspaceId,
        if(any_value(vendor_id) = 'INT', 'In-house', 'Vendors') as workspaceName, 'ZENDESK' as sourceType,
        strftime(any_value(opened_at), {LEGACY}) as createdAt, strftime(any_value(opened_at), {ISO}) as createdAtISO,
        strftime(max(graded_at), {LEGACY}) as lastUpdated, strftime(max(graded_at), {ISO}) as lastUpdatedISO,
        cast([] as varchar[]) as externalFields,
        list({{
            'id': cast(9200000000000000000 + evaluation_no as varchar), 'reviewer': reviewer, 'reviewee': reviewee,
            'score': cast(score_percent as double), 'ratings': ratings, 'comment': '', 'tags': cast([] as varchar[]),
            'received': true,
            'scorecard': {{'id': if(kind = 'own', '602', '601'), 'name': if(kind = 'own', 'Vendor self-check', 'Conversations')}},
            'reviewTime': cast(date_diff('second', started_at, graded_at) as varchar), 'pauseTime': '0',
            'timeTrackingPeriods': cast([] as varchar[]),
            'created': strftime(graded_at, {LEGACY}), 'createdISO': strftime(graded_at, {ISO}),
            'updated': strftime(valid_from, {LEGACY}), 'updatedISO': strftime(valid_from, {ISO})
        }} order by evaluation_no) as reviews,
        cast([] as varchar[]) as comments
    from reviews
    group by ticket_no, ticket_id
    order by ticket_no
"""

SESSIONS = f"""
    {REVIEWS % "kind = 'calibration'"},

    conversations as (

        select session_no, ticket_no, ticket_id, any_value(held_at) as held_at, max(graded_at) as updated_at,
            list({{
                'reviewer': reviewer, 'reviewee': reviewee, 'score': cast(score_percent as double), 'ratings': ratings,
                'scorecard': {{'id': '601', 'name': 'Conversations'}}, 'thread': cast([] as varchar[])
            }} order by evaluation_no) as reviews
        from reviews
        group by session_no, ticket_no, ticket_id

    )

    select cast(300 + session_no as varchar) as id, 'Calibration ' || session_no as title,
        {LEAD} as createdBy, strftime(held_at, {ISO}) as createdAt,
        strftime(held_at + interval 2 day, {ISO}) as dueAt, strftime(max(updated_at), {ISO}) as updatedAt,
        list({{'externalId': ticket_id, 'reviews': reviews}} order by ticket_no) as conversations
    from conversations
    inner join world.auditors as auditors on auditors.vendor_id is null
    group by session_no, held_at, auditors.email, auditors.auditor_name
    having max(updated_at) >= $since
    order by session_no
"""

DISPUTES = f"""
    with items as (

        select evaluation_no, list({{
            'id': cast(5000 + item_no as varchar), 'expectedRating': '100', 'rootCause': cast([] as varchar[])
        }} order by item_no) as categories
        from world.disputed_items group by evaluation_no

    )

    select cast(88000000000 + evaluation_no as varchar) as disputeId,
        cast(9200000000000000000 + evaluation_no as varchar) as reviewId,
        '0' as conversationId, 'CATEGORY' as type, if(resolved_at < $until, upper(outcome), 'OPEN') as status,
        strftime(disputes.opened_at, {ISO}) as createdAt,
        {_person("agents.email", "agents.given_name || ' ' || agents.family_name")} as createdBy, {LEAD} as assignee,
        if(resolved_at < $until, cast(date_diff('second', disputes.opened_at, resolved_at) as varchar), '0') as resolutionTime,
        strftime(if(resolved_at < $until, resolved_at, null), {ISO}) as resolvedAt,
        if(resolved_at < $until and outcome = 'rejected', {LEAD}, null) as rejectedBy,
        categories, {{'comment': 'Please look at this again.'}} as comment
    from world.disputes as disputes
    inner join items using (evaluation_no)
    inner join (select evaluation_no, source_system, agent_id from world.evaluations) using (evaluation_no)
    inner join world.agents as agents using (agent_id)
    inner join world.auditors as auditors on auditors.vendor_id is null
    where source_system = 'zendesk_qa' and disputes.opened_at < $until
        and greatest(disputes.opened_at, if(resolved_at < $until, resolved_at, null)) >= $since
    order by evaluation_no
"""

EXPORTS = [
    Export(
        "zendesk_qa_reviews", "zendesk_qa/reviews_{until:%Y-%m-%d}.json", CONVERSATIONS, json_page('{"conversations": [', "]}"),
        quirks=STAMPED,
    ),
    Export(
        "zendesk_qa_disputes", "zendesk_qa/disputes_{until:%Y-%m-%d}.json", DISPUTES, json_page('{"disputes": [', "]}"),
        quirks=frozenset({"overlap", "repeat"}),
    ),
    Export(
        "zendesk_qa_calibration_sessions", "zendesk_qa/calibration_sessions_{until:%Y-%m-%d}.json", SESSIONS,
        json_page('{"sessions": [', "]}"), every=30, quirks=STAMPED,
    ),
]  # fmt: skip
