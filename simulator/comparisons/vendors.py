"""Vendors, their agents, shifts, intervals and evaluations against what was true."""

from __future__ import annotations

from simulator.score import Comparison, Loss

# The vendors' own number stands for an agent on both sides: the warehouse's key of it is a matter of its own.
NUMBERS = "(select agent_key, agent_account_key as agent from core.bridge_agent_identities where source_system = 'workforce')"
TRUE_NUMBERS = (
    "(select agent_id, pseudonym(account_kind, account) as agent from truth.agent_accounts where source_system = 'workforce')"
)
TRUE_ACCOUNTS = (
    "(select source_system, agent_id, pseudonym(account_kind, account) as agent_account_key from truth.agent_accounts)"
)

# The ids of gradings and items as the systems give them. MaestroQA's raw export gives none: ticket, scorecard, grader, kind.
TRUE_SCORECARD = """
    if(source_system = 'maestroqa', if(kind = 'own', 'rub-2', 'rub-1'), if(kind = 'own', '602', '601'))
"""
TRUE_EVALUATION = """
    case when source_system = 'zendesk_qa' then cast(9200000000000000000 + evaluation_no as varchar)
        when is_in_share then 'ans-' || evaluation_no
        else ticket_id || if(kind = 'own', '|rub-2|', '|rub-1|') || pseudonym('person', evaluator) || '|'
            || if(kind = 'own', 'qa', kind) end
"""
TRUE_ITEM = "if(source_system = 'zendesk_qa', 5000 + item_no || '', if(is_in_share, 'q-', 'sec-') || item_no)"


def _lost(system: str, why: str, *columns: str, where: str = "true") -> tuple[Loss, ...]:
    return tuple(Loss(system, column, why, where) for column in columns)


COMPARISONS = [
    Comparison(
        "dim_vendors",
        ("vendor_id",),
        "select 'workforce' as source_system, vendor_id, vendor_name from core.dim_vendors",
        "select 'workforce' as source_system, lower(vendor_name) as vendor_id, vendor_name from truth.vendors",
    ),
    # Nobody returns to a team, so that agent and team are a key. The roster names leavers for a while; the day of leaving counts.
    Comparison(
        "dim_agents",
        ("agent", "team"),
        f"""
        select 'workforce' as source_system, agent, team, vendor_name, site, country, language, skill, min(hired_on) as hired_on,
            max(left_on) as left_on, min(valid_from_on) as valid_from_on,
            least(max(left_on), if(bool_or(valid_to_on is null), null, max(valid_to_on))) as valid_to_on
        from core.dim_agents inner join {NUMBERS} using (agent_key) inner join core.dim_vendors using (vendor_key)
        group by all
        """,
        f"""
        select 'workforce' as source_system, agent, team, vendor_name, site, country_code as country, language, skill, hired_on,
            if(valid_to_on is null or valid_to_on = left_on, left_on, null) as left_on, valid_from_on, valid_to_on
        from truth.agents inner join truth.agent_teams using (agent_id) inner join {TRUE_NUMBERS} using (agent_id)
            inner join truth.vendors using (vendor_id)
        """,
    ),
    Comparison(
        "bridge_agent_identities",
        ("agent_account_key",),
        f"""
        select source_system, agent_account_key, agent
        from core.bridge_agent_identities left join {NUMBERS} using (agent_key)
        where source_system in ('workforce', 'assembled', 'zendesk_qa', 'maestroqa')
        """,
        f"select source_system, agent_account_key, agent from {TRUE_ACCOUNTS} left join {TRUE_NUMBERS} using (agent_id)",
    ),
    Comparison(
        "fct_shifts",
        ("shift_id",),
        """
        select shifts.source_system, shift_id, agent_account_key, vendor_name, shifts.site, activity_raw, status, is_productive,
            is_paid, is_time_off, is_overlapping, started_on, starts_at, ends_at, duration_seconds
        from core.fct_shifts as shifts left join core.dim_vendors using (vendor_key)
        """,
        f"""
        select source_system,
            case source_system when 'assembled' then cast(cast(md5('activity ' || row_no) as uuid) as varchar)
                else vendor_name || '|' || if(vendor_id = 'SLV', 'SV-', '') || row_no end as shift_id,
            agent_account_key, vendor_name, site, activity as activity_raw, status, is_productive, is_paid, is_time_off,
            is_overlapping, started_on, starts_at, ends_at, duration_seconds
        from truth.shifts inner join {TRUE_ACCOUNTS} using (source_system, agent_id) inner join truth.vendors using (vendor_id)
        """,
        (
            *_lost("workforce", "the files have no column for it", "is_time_off"),
            *_lost("assembled", "an activity is what was scheduled, without pay and without the zone of its day",
                "status", "is_paid", "started_on"),
        ),
    ),
    Comparison(
        "fct_capacity_intervals",
        ("queue", "capacity_site", "starts_at"),
        """
        select intervals.source_system, intervals.queue, coalesce(site, '') as capacity_site, starts_at, vendor_name, channel,
            interval_seconds, forecast_count, offered_count, handled_count, abandoned_count, answered_within_target_count,
            answer_target_seconds, reported_service_level_rate, forecast_handle_seconds, average_handle_seconds, required_count,
            scheduled_count, staffed_seconds, productive_seconds, occupied_seconds, idle_seconds
        from core.fct_capacity_intervals as intervals left join core.dim_vendors using (vendor_key)
        """,
        """
        select source_system,
            if(source_system = 'assembled', lower(replace(queue || ' ' || site, ' ', '-')), queue) as queue,
            if(source_system = 'assembled', '', site) as capacity_site, starts_at, vendor_name, channel,
            interval_seconds, forecast_contacts as forecast_count, offered as offered_count, handled as handled_count,
            abandoned as abandoned_count, answered_within_target as answered_within_target_count,
            target_seconds as answer_target_seconds, service_level as reported_service_level_rate, forecast_handle_seconds,
            handle_seconds as average_handle_seconds, required_fte as required_count, scheduled_fte as scheduled_count,
            staffed_seconds, productive_seconds, occupied_seconds, idle_seconds
        from truth.capacity_intervals inner join truth.vendors using (vendor_id)
        """,
        _lost(
            "assembled", "a requirement says how many people, not what came and what they did",
            "vendor_name", "channel", "forecast_count", "offered_count", "handled_count", "abandoned_count",
            "answered_within_target_count", "answer_target_seconds", "reported_service_level_rate", "forecast_handle_seconds",
            "average_handle_seconds", "staffed_seconds", "productive_seconds", "occupied_seconds", "idle_seconds",
        ),
    ),
    Comparison(
        "fct_agent_days",
        ("agent_account_key", "worked_on"),
        """
        select source_system, agent_account_key, worked_on, agents.team, handled_count, scheduled_seconds, logged_in_seconds,
            available_seconds, talk_seconds, hold_seconds, after_contact_seconds, auxiliary_seconds, planned_shrinkage_seconds,
            unplanned_shrinkage_seconds, reported_adherence_rate, reported_conformance_rate, absence_code_raw
        from core.fct_agent_days left join core.dim_agents as agents using (agent_version_key)
        """,
        f"""
        select source_system, agent_account_key, started_on as worked_on, team, handled as handled_count,
            scheduled as scheduled_seconds, logged_in as logged_in_seconds, available as available_seconds, talk as talk_seconds,
            hold as hold_seconds, after_contact as after_contact_seconds, aux as auxiliary_seconds,
            planned_shrinkage as planned_shrinkage_seconds, unplanned_shrinkage as unplanned_shrinkage_seconds,
            adherence as reported_adherence_rate, conformance as reported_conformance_rate, absence_code as absence_code_raw
        from truth.agent_days inner join {TRUE_ACCOUNTS} using (agent_id)
        where source_system = 'workforce'
        """,
    ),
    Comparison(
        "fct_agent_state_intervals",
        ("agent_account_key", "starts_at"),
        """
        select source_system, agent_account_key, starts_at, ends_at, duration_seconds, platform, state, state_raw
        from core.fct_agent_state_intervals
        """,
        f"""
        select source_system, agent_account_key, starts_at, ends_at, date_diff('second', starts_at, ends_at) as duration_seconds,
            'phone' as platform,
            case state when 'on_call' then 'handling' when 'after_call_work' then 'after_contact' when 'away' then 'auxiliary'
                else state end as state, state as state_raw
        from truth.agent_states inner join {TRUE_ACCOUNTS} using (agent_id)
        where source_system = 'assembled'
        """,
    ),
    Comparison(
        "fct_qa_evaluations",
        ("qa_evaluation_id",),
        """
        select evaluations.source_system, qa_evaluation_id, evaluation_type, scorecard_id, ticket_id,
            ticket_key is not null as has_ticket, agent_account_key, agents.team, evaluator_key, score_percent, is_auto_failed,
            interaction_at, evaluated_at, recorded_at, is_deleted
        from core.fct_qa_evaluations as evaluations left join core.dim_agents as agents using (agent_version_key)
        """,
        f"""
        select source_system, {TRUE_EVALUATION} as qa_evaluation_id,
            if(kind = 'self', 'self_evaluation', 'quality_assurance') as evaluation_type, {TRUE_SCORECARD} as scorecard_id,
            ticket_id, true as has_ticket, agent_account_key, team_when_graded as team, pseudonym('person', evaluator) as evaluator_key,
            score_percent, is_auto_failed, interaction_at, evaluated_at, recorded_at, is_deleted
        from truth.qa_evaluations inner join {TRUE_ACCOUNTS} using (source_system, agent_id)
        where kind <> 'calibration'
        """,
        _lost("maestroqa", "the warehouse share does not say when the ticket began", "interaction_at",
            where="qa_evaluation_id like 'ans-%'"),
    ),
    Comparison(
        "fct_qa_evaluation_items",
        ("qa_evaluation_id", "item_id"),
        """
        select source_system, qa_evaluation_id, item_id, error_class, weight, score_percent, is_not_applicable, has_error,
            recorded_at, is_deleted
        from core.fct_qa_evaluation_items
        """,
        f"""
        select source_system, {TRUE_EVALUATION} as qa_evaluation_id, {TRUE_ITEM} as item_id, error_class, weight,
            score as score_percent, not is_applicable as is_not_applicable, score < 100 as has_error, recorded_at, is_deleted
        from truth.qa_evaluation_items inner join truth.qa_evaluations using (evaluation_no)
        where kind <> 'calibration'
        """,
        _lost("maestroqa", "neither export gives the weights of a scorecard", "weight"),
    ),
    Comparison(
        "fct_qa_disputes",
        ("dispute_id",),
        """
        select source_system, dispute_id, qa_evaluation_id, qa_evaluation_key is not null as has_evaluation, status, is_upheld,
            opened_by_key, decided_by_key, opened_at, resolved_at, resolution_seconds
        from core.fct_qa_disputes
        """,
        """
        select source_system,
            if(source_system = 'maestroqa', 'app-' || evaluation_no, cast(88000000000 + evaluation_no as varchar)) as dispute_id,
            if(source_system = 'maestroqa', 'ans-' || evaluation_no, cast(9200000000000000000 + evaluation_no as varchar))
                as qa_evaluation_id,
            true as has_evaluation, status, if(status = 'open', null, status <> 'rejected') as is_upheld,
            pseudonym('person', opened_by) as opened_by_key, pseudonym('person', decided_by) as decided_by_key, opened_at,
            resolved_at, date_diff('second', opened_at, resolved_at) as resolution_seconds
        from truth.qa_disputes
        """,
    ),
    Comparison(
        "fct_calibration_scores",
        ("calibration_session_id", "ticket_id", "item_id", "grader_key"),
        """
        select source_system, calibration_session_id, ticket_id, item_id, grader_key, agent_account_key, score_percent, held_at
        from core.fct_calibration_scores
        """,
        f"""
        select source_system,
            if(source_system = 'maestroqa', ticket_id || '|rub-1', cast(300 + session_no as varchar)) as calibration_session_id,
            ticket_id, item_id, pseudonym('person', evaluator) as grader_key, agent_account_key, scores.score_percent,
            if(source_system = 'maestroqa', min(evaluated_at) over (partition by session_no, ticket_id), held_at) as held_at
        from (
            select evaluation_no, 'total' as item_id, score_percent from truth.qa_evaluations
            union all
            select evaluation_no, {TRUE_ITEM}, score
            from truth.qa_evaluation_items inner join truth.qa_evaluations using (evaluation_no)
        ) as scores
        inner join truth.qa_evaluations using (evaluation_no)
        inner join {TRUE_ACCOUNTS} using (source_system, agent_id)
        where kind = 'calibration'
        """,
    ),
]  # fmt: skip
