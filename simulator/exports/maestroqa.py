"""MaestroQA: the raw export, whose dates are armoured against Excel, and since it was bought the warehouse share with appeals."""

from __future__ import annotations

from simulator.export import Export, csv, lines

STAMPED = frozenset({"overlap", "late", "repeat"})
ISO = "'%Y-%m-%dT%H:%M:%SZ'"


# The gradings that changed, in their versions of before $until.
GRADINGS = """
        select evaluations.*, versions.valid_from, versions.version, points, possible_points, score_percent,
            agents.helpdesk_id, agents.email as agent_email, agents.given_name || ' ' || agents.family_name as agent_name,
            case kind when 'own' then 'qa' else kind end as grade_type, if(kind = 'own', 'rub-2', 'rub-1') as rubric_id,
            if(kind = 'own', 'Vendor self-check', 'Conversation quality') as rubric_name
        from world.evaluations as evaluations
        inner join world.evaluation_versions as versions
            on versions.evaluation_no = evaluations.evaluation_no
            and versions.valid_from < $until and (versions.valid_to is null or versions.valid_to >= $until)
        inner join world.evaluation_scores as scores
            on scores.evaluation_no = versions.evaluation_no and scores.version = versions.version
        inner join world.agents as agents on agents.agent_id = evaluations.agent_id
        where evaluations.source_system = 'maestroqa' and versions.valid_from >= $since
"""


def _armoured(moment: str) -> str:
    return f"""'="' || strftime({moment}, '%Y-%m-%d %H:%M:%S.000') || '"'"""


TOTAL_SCORES = f"""
    select ticket_id as gradable_id, {_armoured("opened_at")} as ticket_created_at, helpdesk_id as agent_id, agent_name,
        agent_email, email as grader, grade_type, rubric_id, rubric_name, points as rubric_score,
        possible_points as max_rubric_score, '' as comment, {_armoured("started_at")} as date_first_started,
        {_armoured("graded_at")} as date_first_graded, {_armoured("valid_from")} as date_graded
    from ({GRADINGS})
    order by hash(evaluation_no), evaluation_no
"""

SECTION_HEADER = (
    "gradable_id,ticket_created_at,agent_id,agent_name,agent_email,grader,grade_type,rubric_id,rubric_name,section_id,"
    "section_name,section_score,max_section_score,date_graded"
)
# Here the quotes of the armour stand as they are, which no writer of CSV would do.
SECTION_SCORES = f"""
    select concat_ws(',', ticket_id, {_armoured("opened_at")}, helpdesk_id, agent_name, agent_email, email, grade_type, rubric_id,
        rubric_name, 'sec-' || item_no, item_name, if(is_applicable, items.points * score // 100, 0),
        if(is_applicable, items.points, 0), {_armoured("valid_from")}) as line
    from ({GRADINGS}) as gradings
    inner join (
        select evaluation_no, version, item_no, item_name, is_applicable, points, score
        from world.item_versions inner join world.scorecard_items using (item_no)
    ) as items using (evaluation_no, version)
    order by evaluation_no, item_no
"""

ANSWERS = f"""
    select 'ans-' || evaluation_no as answer_id, grade_type as answer_type, ticket_id as gradable_id, helpdesk_id as gradee_id,
        email as grader_email, rubric_id as template_id, score_percent as total_score, strftime(started_at, {ISO}) as created_at,
        strftime(graded_at, {ISO}) as first_saved_at, strftime(valid_from, {ISO}) as updated_at,
        strftime(graded_at, {ISO}) as reported_at, version = 3 as is_deleted,
        if(version = 3, 'Wrong ticket', '') as general_notes,
        strftime(valid_from + interval 1 second, {ISO}) as row_updated_at
    from ({GRADINGS})
    where is_in_share
    order by evaluation_no
"""

QUESTION_SCORES = f"""
    select 'ans-' || evaluation_no as answer_id, 'q-' || item_no as question_id, items.points * score / 100 as raw_score,
        score as normalized_score, not is_applicable as is_na, '' as comment,
        strftime(valid_from + interval 1 second, {ISO}) as row_updated_at
    from ({GRADINGS}) as gradings
    inner join (
        select evaluation_no, version, item_no, is_applicable, points, score
        from world.item_versions inner join world.scorecard_items using (item_no)
    ) as items using (evaluation_no, version)
    where is_in_share
    order by evaluation_no, item_no
"""

APPEALS = f"""
    select 'app-' || evaluation_no as appeal_id, 'ans-' || evaluation_no as answer_id, agents.email as requester_email,
        auditors.email as reviewer_email,
        case when not coalesce(resolved_at < $until, false) then 'pending' when upheld_count > 0 then 'approved' else 'denied' end
            as status,
        if(resolved_at < $until, upheld_count > 0, null) as grader_error, strftime(disputes.opened_at, {ISO}) as created_at,
        strftime(if(resolved_at < $until, resolved_at, null), {ISO}) as resolved_at, false as is_deleted,
        strftime(greatest(disputes.opened_at, if(resolved_at < $until, resolved_at, null)), {ISO}) as row_updated_at
    from world.disputes as disputes
    inner join (select evaluation_no, source_system, agent_id from world.evaluations) using (evaluation_no)
    inner join world.agents as agents using (agent_id)
    inner join world.auditors as auditors on auditors.vendor_id is null
    where source_system = 'maestroqa' and disputes.opened_at < $until
        and greatest(disputes.opened_at, if(resolved_at < $until, resolved_at, null)) >= $since
    order by evaluation_no
"""


def _share(table: str, query: str) -> Export:
    return Export(f"maestroqa_{table}", f"maestroqa/{table}_{{until:%Y-%m-%d}}.csv", query, csv(), every=30, quirks=STAMPED)


EXPORTS = [
    Export("maestroqa_total_scores", "maestroqa/total_scores_{until:%Y-%m-%d}.csv", TOTAL_SCORES, csv(), quirks=STAMPED),
    Export(
        "maestroqa_section_scores", "maestroqa/section_scores_{until:%Y-%m-%d}.csv", SECTION_SCORES,
        lines(before=SECTION_HEADER + "\n"), quirks=STAMPED,
    ),
    _share("answers", ANSWERS),
    _share("question_scores", QUESTION_SCORES),
    _share("appeals", APPEALS),
]  # fmt: skip
