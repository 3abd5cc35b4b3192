"""Review of content: tasks, decisions, scores, labels, appeals, escalations and agreement against the truth."""

from __future__ import annotations

from simulator.exports.openai_moderation import FLAGGED_FROM
from simulator.score import Comparison, Loss, compare_columns
from simulator.world.content import CATEGORIES

# Who signs in by e-mail is the same person everywhere, any other account one of its system.
KEY = """case when {0} like '%@%' then pseudonym('person', lower({0}))
    else pseudonym('account', source_system || '|' || lower({0})) end"""
NO_CLAIM = "the export records neither a claim nor the start of work"
NO_TIME = "the event tells of the hand-over alone"

TASK_COLUMNS = (
    "content_id", "policy_code", "queue_code", "detection_source", "priority", "status", "created_at", "assigned_at",
    "first_started_at", "last_submitted_at", "due_at", "report_count", "decision_count", "violating_decision_count",
    "non_violating_decision_count", "final_action",
)  # fmt: skip

DECISION_COLUMNS = (
    "review_task_id", "reviewer_type", "policy_code", "decision", "action", "decision_number", "is_final",
    "is_automatically_detected", "submitted_at", "decided_on", "handle_seconds",
)  # fmt: skip

LABEL_COLUMNS = {
    "review_task_id": "review_task_id",
    "reviewer_id": "worker",
    "policy_code": "policy_code",
    "decision": "decision",
    "gold_decision": "gold_decision",
    "is_correct": "decision = gold_decision",
    "started_at": "started_at",
    "submitted_at": "submitted_at",
    "handle_seconds": "date_diff('second', started_at, submitted_at)",
}

AGREEMENT_COUNTS = ("item_count", "multi_rated_item_count", "rating_count", "reviewer_count")
COEFFICIENTS = (
    "percent_agreement",
    "cohen_kappa",
    "fleiss_kappa",
    "krippendorff_alpha",
    "gwet_ac1",
    "positive_specific_agreement",
)


def _losses(systems: tuple[str, ...], columns: tuple[str, ...], why: str, where: str = "{0} is not null") -> tuple[Loss, ...]:
    return tuple(Loss(system, column, why, where.format(column)) for system in systems for column in columns)


COMPARISONS = [
    compare_columns(
        "core.fct_review_tasks",
        "review_tasks",
        ("review_task_id",),
        TASK_COLUMNS,
        losses=(
            *_losses(("coop", "cinder"), ("assigned_at", "first_started_at"), NO_CLAIM),
            *_losses(("coop", "cinder"), ("due_at",), "the export holds no promise"),
            *_losses(("coop",), ("priority",), "a job has no priority"),
            *_losses(("cinder",), ("priority",), "a job's priority is a number whose order the tenant sets"),
            *_losses(("coop",), ("report_count",), "the job does not say how many reports it has"),
            *_losses(("coop",), ("detection_source",),
                "a job has no kind for trusted flaggers and authorities, who report like everybody",
                "detection_source in ('trusted_flagger', 'legal')"),
            *_losses(("coop",), ("status",), "a job is queued until it is decided, by whomever",
                "status in ('assigned', 'in_review', 'auto_closed')"),
            *_losses(("cinder",), ("detection_source",), "an event does not say what made the job"),
            *_losses(("cinder",), ("policy_code",), "a job has no policy before it is decided"),
            *_losses(("cinder",), ("status",), NO_CLAIM, "status in ('assigned', 'in_review')"),
        ),
        where="review_purpose = 'enforcement'",
    ),
    Comparison(
        "fct_review_decisions",
        ("source_system", "review_decision_id"),
        f"""select d.source_system, d.review_decision_id, {", ".join(f"d.{name}" for name in DECISION_COLUMNS)}, d.reviewer_key,
            taken_back.review_decision_id as overturns_decision_id, stated.review_decision_id as stated_decision_id
        from core.fct_review_decisions as d
        left join core.fct_review_decisions as taken_back on taken_back.review_decision_key = d.overturns_decision_key
        left join core.fct_review_decisions as stated on stated.review_decision_key = d.stated_decision_key
        where d.review_purpose <> 'labelling'""",
        f"""select source_system, review_decision_id, {", ".join(DECISION_COLUMNS)}, {KEY.format("reviewer")} as reviewer_key,
            overturns_decision_id, stated_decision_id
        from truth.review_decisions""",
        losses=(
            *_losses(("coop", "cinder"), ("handle_seconds",), NO_CLAIM),
            *_losses(("coop",), ("overturns_decision_id",), "an appeal names the item, not the decision"),
            *_losses(("cinder",), ("is_automatically_detected",), "an event does not say what made the job"),
        ),
    ),
    compare_columns(
        "core.fct_review_decision_actions", "review_decision_actions",
        ("review_decision_id", "action", "policy_code"), ("decided_on",),
    ),
    Comparison(
        "fct_escalations",
        ("source_system", "review_task_id", "raised_at"),
        """select source_system, review_task_id, raised_at, from_queue_code, to_queue_code, tier, raised_by_key,
        acknowledged_at, resolved_at
        from core.fct_escalations""",
        f"""select source_system, review_task_id, raised_at, from_queue_code, to_queue_code, tier,
            {KEY.format("raised_by")} as raised_by_key,
            acknowledged_at, resolved_at
        from truth.escalations""",
        losses=(
            *_losses(("coop", "cinder"), ("acknowledged_at", "resolved_at"), NO_TIME),
            *_losses(("cinder",), ("from_queue_code",), "the event names the queue that the job went to"),
        ),
    ),
    Comparison(
        "fct_appeals",
        ("source_system", "appeal_id"),
        """select source_system, appeal_id, review_decision_id, content_id, appellant_type, status, filed_at, resolved_at,
        resolved_by_key
        from core.fct_appeals""",
        f"""select source_system, appeal_id, review_decision_id, content_id, appellant_type, status, filed_at, resolved_at,
            {KEY.format("resolved_by")} as resolved_by_key
        from truth.appeals""",
        losses=(
            *_losses(("coop",), ("review_decision_id", "appellant_type"),
                "an appeal names the item, not the decision, and authors alone appeal"),
            *_losses(("coop",), ("status",), NO_CLAIM, "status = 'in_review'"),
            *_losses(("cinder",), ("*",), "an appeal is told of when it is resolved", "resolved_at is null"),
            *_losses(("cinder",), ("filed_at",), "the event does not say when the appeal was filed"),
            *_losses(("safety_landing",), ("content_id",), "an appeal names decision and task, and they the item"),
        ),
    ),
    Comparison(
        "fct_classifier_scores",
        ("source_system", "item_id", "model", "model_version", "category", "scored_at"),
        "select source_system, item_id, model, model_version, category, scored_at, score, threshold, is_flagged from "
        "core.fct_classifier_scores",
        f"""select source_system, item_id, model, model_version, category, scored_at, score, threshold, is_flagged
            from truth.classifier_scores
        union all
        select source_system, item_id, 'openai_moderation', model_version, category, scored_at, score, null,
            score >= {FLAGGED_FROM}
        from (select source_system, item_id, model_version, scored_at, unnest({CATEGORIES}) as category,
            unnest(scores) as score from truth.moderation_scores)
        where score is not null""",
        losses=_losses(("coop",), ("threshold", "is_flagged"),
            "the log holds the score; what a rule makes of it is logged elsewhere"),
    ),
    compare_columns(
        "core.fct_content_labels", "golden_labels", ("content_id", "policy_code"),
        {"label": "label", "action": "action", "labelled_by_key": KEY.format("labelled_by"), "labelled_at": "labelled_at"},
    ),
    Comparison(
        "fct_review_tasks, labels",
        ("source_system", "review_task_id"),
        """select source_system, review_task_id, policy_code, gold_decision, decision_count, violating_decision_count,
        majority_decision,
            first_started_at, last_submitted_at
        from core.fct_review_tasks where review_purpose = 'labelling'""",
        """select source_system, review_task_id, policy_code, gold_decision, count(*) as decision_count,
            count(*) filter (where decision = 'violating') as violating_decision_count,
            case sign(2 * count(*) filter (where decision = 'violating') - count(*)) when 1 then 'violating' when 0 then 'tie'
            else 'non_violating' end
                as majority_decision,
            min(started_at) as first_started_at, max(submitted_at) as last_submitted_at
        from truth.labels group by all""",
    ),
    Comparison(
        "fct_review_decisions, labels",
        ("source_system", "review_decision_id"),
        f"select source_system, review_decision_id, {', '.join(LABEL_COLUMNS)} from core.fct_review_decisions where "
        f"review_purpose = 'labelling'",
        f"""select source_system, review_decision_id, {", ".join(f"{value} as {name}" for name, value in LABEL_COLUMNS.items())}
        from truth.labels""",
    ),
    compare_columns(
        "core.fct_vendor_qa_evaluations", "labels", ("review_decision_id",),
        {
            "is_correct": "decision = gold_decision",
            "is_critical_error": "decision <> gold_decision",
            "error_type": """case when decision <> gold_decision then case gold_decision
                when 'violating' then 'missed_violation' else 'wrongful_action' end end""",
        },
    ),
    Comparison(
        "fct_agreement",
        ("source_system", "policy_code", "period_type", "period_start_on"),
        f"""select source_system, policy_code, period_type, period_start_on, {", ".join(AGREEMENT_COUNTS)},
            {", ".join(f"round({name}, 9) as {name}" for name in COEFFICIENTS)}
        from core.fct_agreement""",
        f"select source_system, policy_code, period_type, period_start_on, {', '.join(AGREEMENT_COUNTS + COEFFICIENTS)} from "
        f"truth.agreement",
    ),
]  # fmt: skip
