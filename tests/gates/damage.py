"""Damage for each kind of check: how a mutation test breaks exactly what the check guards.

Standard checks are damaged by their kind; the others by a statement written for them in `DAMAGE`. `{t}` is the copy of
the table that may be damaged.
"""

from expectations.suite import ROWS, Check, Suite

AS_OF = "2026-01-31T00:00:00"

# What breaks the checks that a suite adds in SQL, by check id.
DAMAGE = {
    # gate 1
    "mseg.receipt_has_order_item": "update {t} set ebelp = ' '",
    "po_item_events.occurred_at_plausible": "update {t} set occurred_at = '1999-12-31 08:00:00'",
    "policy_review_labels.has_label": "update {t} set " + ", ".join(f"label_{n} = null" for n in range(1, 11)),
    "moderation_labels.content_is_hash": "update {t} set content_sha256 = 'a text that must not be here'",
    "takedown_cases.published_on_parses": "update {t} set month = '13'",
    "coupa_invoices.tolerance_code_known": "update {t} set record_type = 'Failed Tolerance', code = 'not in the map'",
    "coupa_invoices.reconciliation_category_known": "update {t} set record_type = 'ReconciliationLine', category = 'gift'",
    # gate 2
    "core.bridge_person_identities.resolved_to_a_person_or_said_why_not": "update {t} set person_key = null",
    "core.bridge_person_identities.unresolved_persons": "update {t} set match_rule = 'unresolved'",
    "core.bridge_supplier_identities.every_supplier_has_an_identity": "update {t} set supplier_key = 'nobody'",
    "core.bridge_supplier_identities.tied_by_a_rule_to_another": "update {t} set match_rule = 'tax_id'",
    "core.bridge_supplier_identities.bank_account_of_one_company": "update {t} set match_rule = 'ambiguous'",
    "core.bridge_supplier_identities.identity_is_no_heap": "update {t} set supplier_count = 26",
    "core.fct_purchase_orders.approval_status_mapped": "update {t} set approval_status = 'unknown', status_raw = 'odd'",
    "core.fct_purchase_orders.amount_has_currency": "update {t} set currency_code = null",
    "core.fct_purchase_orders.lines_add_up": "update {t} set line_count = line_count + 1",
    "core.fct_purchase_order_lines.whole_days_match_seconds": "update {t} set days_to_first_receipt = 99",
    "core.fct_purchase_order_lines.receipt_has_milestone": "update {t} set first_receipt_at = null",
    "core.fct_purchase_order_events.event_type_mapped": "update {t} set event_type = 'unknown'",
    "core.fct_purchase_order_events.occurred_at_filled": "update {t} set occurred_at = null",
    "core.fct_receipts.amount_has_currency": "update {t} set currency_code = null",
    "core.fct_receipts.posted_on_not_in_future": "update {t} set posted_on = date '2026-02-01'",
    "core.fct_requests.amount_has_currency": "update {t} set currency_code = null",
    "core.fct_requests.status_mapped": "update {t} set status = 'unknown'",
    "core.fct_requisitions.amount_has_currency": "update {t} set currency_code = null",
    "core.fct_requisitions.status_mapped": "update {t} set status = 'unknown'",
    "core.fct_approval_steps.decided_exactly_when_time_is_known": "update {t} set decided_at = null",
    "core.fct_approval_steps.decision_mapped": "update {t} set decision = 'unknown'",
    "core.fct_purchase_order_line_versions.numbered_without_gap": "update {t} set version_number = version_number + 1",
    "core.fct_invoices.sign_follows_document_type": "update {t} set invoice_amount = -invoice_amount",
    "core.fct_invoices.amount_has_currency": "update {t} set currency_code = null",
    "core.fct_invoices.paid_has_day": "update {t} set paid_on = null",
    "core.fct_invoice_lines.lines_within_invoice": "update {t} set line_amount = 10 * line_amount",
    "core.fct_invoice_lines.amount_has_currency": "update {t} set currency_code = null",
    "core.fct_match_results.exception_has_type": "update {t} set exception_type = null",
    "core.fct_invoice_holds.hold_type_mapped": "update {t} set hold_type = 'unknown'",
    "core.fct_payments.amount_has_currency": "update {t} set currency_code = null",
    "core.fct_payments.paid_on_not_in_future": "update {t} set paid_on = date '2026-02-01'",
    "procurement.purchase_order_cycle_times.every_line_counted_once": "update {t} set line_count = line_count + 1",
    "procurement.touchless_order_lines.rate_is_ratio_of_counts": "update {t} set touchless_rate = touchless_rate / 2",
    "procurement.touchless_order_lines.every_cleared_line_counted_once": "update {t} set cleared_count = cleared_count + 1",
    "core.dim_policies.policy_declared": "update {t} set is_mapped = false",
    "core.fct_review_tasks.decisions_add_up": "update {t} set violating_decision_count = decision_count + 1",
    "core.fct_review_tasks.every_decision_counted_once": "update {t} set decision_count = decision_count + 1",
    "core.fct_review_decisions.decision_mapped": "update {t} set decision = 'unknown'",
    "core.fct_review_decisions.correct_only_in_gold_direction": "update {t} set gold_decision = 'non_violating'",
    "core.fct_review_tasks.purpose_kept_apart": "update {t} set status = 'decided'",
    "core.fct_review_tasks.status_known": "update {t} set status = 'unknown'",
    "core.fct_review_decisions.purpose_kept_apart": "update {t} set action = 'remove'",
    "core.fct_review_decisions.agreement_of_labels_only": "update {t} set review_purpose = 'enforcement'",
    "core.fct_review_decisions.one_final_decision_per_task": (
        "insert into {t} select * replace ('d8' as review_decision_key) from {t} where review_decision_key = 'd9'"
    ),
    "core.fct_review_decisions.not_before_task": "update {t} set is_before_task = true",
    "core.fct_review_decision_actions.every_decision_has_an_action": "delete from {t}",
    "core.fct_review_decision_actions.headline_action_is_among_the_actions": "update {t} set action = 'warn'",
    "core.fct_review_decision_actions.action_mapped": "update {t} set action = 'unknown'",
    "core.fct_classifier_scores.flag_follows_threshold": "update {t} set is_flagged = not is_flagged",
    "core.fct_classifier_scores.older_models_have_no_illicit": (
        "update {t} set source_system = 'openai_moderation', model_version = 'text-moderation-007', category = 'illicit'"
    ),
    "core.fct_appeals.decision_known": "update {t} set decision_link = 'unresolved'",
    "core.fct_appeals.link_tells_the_truth": "update {t} set decision_link = 'not_named'",
    "core.fct_appeals.resolved_when_decided": "update {t} set resolved_at = null",
    "core.fct_appeals.status_mapped": "update {t} set status = 'unknown'",
    "core.fct_appeals.appeal_after_decision": "update {t} set filed_at = timestamp '2020-01-01'",
    "core.fct_escalations.task_known": "update {t} set review_task_key = null",
    "core.fct_escalations.tier_mapped": "update {t} set tier = 'unknown'",
    "core.fct_content_labels.content_id_is_hash": "update {t} set content_id = 'a text that must not be here'",
    "core.fct_content_labels.record_has_every_category": "delete from {t} where content_label_key = 'r1h'",
    "core.fct_takedown_cases.notice_type_mapped": "update {t} set notice_type = 'unknown'",
    "core.fct_takedown_cases.published_on_filled": "update {t} set published_on = null",
    "core.fct_takedown_cases.published_on_not_in_future": "update {t} set published_on = date '2026-02-01'",
    "core.fct_vendor_qa_evaluations.error_has_type": "update {t} set error_type = 'wrong_reason'",
    "core.fct_vendor_qa_evaluations.critical_error_is_wrong_direction": "update {t} set is_critical_error = true",
    "core.dim_date.no_day_missing": "delete from {t} where date_day = date '2026-01-15'",
    "core.dim_date.covers_as_of": "delete from {t} where date_day > date '2026-01-20'",
    "core.dim_calendar_intervals.closes_after_opening": "update {t} set open_seconds = open_seconds + 60",
    "core.dim_calendar_intervals.openings_do_not_overlap": "update {t} set close_at = close_at + interval 1 day",
    "core.dim_calendar_intervals.covers_as_of": "delete from {t} where close_at > timestamp '2026-01-31'",
    "audit.reconciliation.difference_is_zero": "update {t} set right_value = right_value - 1, difference = 1",
    "audit.reconciliation.difference_is_left_minus_right": "update {t} set right_value = right_value - 1",
    "core.fct_tickets.status_mapped": "update {t} set status_category = 'unknown'",
    "core.fct_tickets.resolved_exactly_when_time_is_known": "update {t} set resolved_at = null",
    "core.fct_tickets.open_or_ended": "update {t} set is_open = not is_open",
    "core.fct_tickets.business_time_within_elapsed": "update {t} set business_resolution_seconds = resolution_seconds + 1",
    "core.fct_tickets.intervals_sum_to_resolution": "update {t} set resolution_seconds = resolution_seconds + 60",
    "core.fct_tickets.deleted_tickets_have_ended": "update {t} set is_deleted = true",
    "core.fct_ticket_events.agents_are_pseudonyms": "update {t} set to_value = 'agent.one'",
    "core.fct_ticket_events.change_changes_something": "update {t} set from_value = to_value",
    "core.fct_source_sla_instances.one_count_per_outcome": "update {t} set met_count = 0, breached_count = 1",
    "core.fct_source_sla_instances.met_within_target": "update {t} set elapsed_seconds = target_seconds + 1",
    "core.fct_csat_responses.score_within_scale": "update {t} set score = scale_max + 1",
    "core.fct_csat_responses.positive_by_its_scale": "update {t} set is_positive = false",
    "core.fct_ticket_status_intervals.elapsed_matches_bounds": "update {t} set elapsed_seconds = elapsed_seconds + 60",
    "core.fct_ticket_status_intervals.business_time_within_elapsed": "update {t} set business_seconds = elapsed_seconds + 1",
    "core.fct_ticket_status_intervals.no_gap_or_overlap": (
        "update {t} set started_at = started_at - interval 1 minute where interval_number = 2"
    ),
    "core.fct_ticket_status_intervals.numbered_without_gap": "delete from {t} where interval_number = 1",
    "core.fct_sla_instances.one_count_per_outcome": "update {t} set met_count = 0, breached_count = 1",
    "core.fct_sla_instances.breached_when_target_exceeded": "update {t} set elapsed_business_seconds = target_seconds + 1",
    "support.ticket_backlog_daily.parts_add_up": "update {t} set waiting_customer_count = waiting_customer_count + 1",
    "support.ticket_backlog_daily.backlog_identity": "update {t} set opened_count = opened_count + 1",
    "support.ticket_backlog_daily.no_day_missing": "delete from {t} where backlog_on = date '2026-01-06'",
    "support.ticket_backlog_daily.matches_open_tickets": "update {t} set open_count = open_count + 1",
    "support.ticket_backlog_daily.backlog_on_not_in_future": "update {t} set backlog_on = date '2026-02-01'",
    "support.ticket_resolution_times.every_resolved_ticket_counted_once": "update {t} set resolved_count = resolved_count + 1",
    "support.support_sla_attainment.rate_is_ratio_of_counts": "update {t} set attainment_rate = 0",
    "support.support_sla_attainment.every_promise_counted_once": "update {t} set undecided_count = undecided_count + 1",
    "safety.content_label_shares.known_and_unknown_add_up": "update {t} set unknown_count = unknown_count + 1",
    "safety.content_label_shares.every_label_counted_once": "update {t} set record_count = record_count + 1",
    "safety.review_operations.every_decision_counted_once": "update {t} set decision_count = decision_count + 1",
    "safety.takedowns_monthly.restored_adds_up": "update {t} set restored_item_count = restored_item_count + 1",
    "safety.takedowns_monthly.every_notice_counted_once": "update {t} set takedown_count = takedown_count + 1",
    "workforce_vendor_roster.file_has_day": "update {t} set _file_time = null",
    "workforce_vendor_roster.agent_can_be_found": "update {t} set email = '', helpdesk_agent_id = ' '",
    "core.dim_vendors.supplier_known": "update {t} set supplier_key = null",
    "core.dim_agents.periods_do_not_overlap": "update {t} set valid_to_on = null",
    "core.dim_agents.current_is_last": "update {t} set is_current = not is_current",
    "core.bridge_agent_identities.resolved_exactly_by_a_rule": "update {t} set match_rule = 'unresolved'",
    "core.bridge_agent_identities.every_account_resolves": "update {t} set agent_key = null",
    "core.fct_qa_evaluations.automatic_failure_scores_nothing": "update {t} set is_auto_failed = true",
    "core.fct_qa_evaluation_items.error_is_lost_points": "update {t} set has_error = not has_error",
    "core.fct_qa_disputes.disputed_evaluation_came": "update {t} set qa_evaluation_key = null",
    "core.fct_calibration_scores.item_has_total": "update {t} set item_id = 'sec-1'",
    "core.fct_capacity_intervals.answered_within_offered": "update {t} set answered_within_target_count = offered_count + 1",
    "core.fct_capacity_intervals.service_level_is_that_of_the_counts": "update {t} set reported_service_level_rate = 0.5",
    "core.fct_capacity_intervals.productive_within_staffed": "update {t} set productive_seconds = staffed_seconds + 1",
    "core.fct_agent_days.states_within_logged_in": "update {t} set logged_in_seconds = 3600",
    "core.fct_agent_days.worked_on_not_in_future": "update {t} set worked_on = date '2026-02-01'",
    "vendor.reviewer_quality.interval_holds_rate": "update {t} set accuracy_low_rate = 1.01",
    "vendor.reviewer_quality.rate_is_ratio_of_counts": "update {t} set accuracy_rate = accuracy_rate / 2",
    "vendor.reviewer_quality.rank_needs_enough_decisions": "update {t} set accuracy_rank = 1",
    "vendor.reviewer_quality.every_evaluation_counted_once": "update {t} set evaluated_count = evaluated_count + 1",
}


def damage(suite: Suite, check: Check) -> str:
    """A statement after which the check must fail."""
    written = DAMAGE.get(suite.check_id(check))
    if written:
        return written
    name, column = check.name, check.column
    if name == "not_empty":
        return "delete from {t}"
    if name == "no_email_address":
        return "alter table {t} add column leaked varchar default 'mara.lind@harbourline.example'"
    if name in ("grain_unique", "key_once_per_file"):
        return "insert into {t} select * from {t} limit 1"
    if name == "required_filled":
        first = check.kwargs["unexpected_rows_query"].split(" where ")[1].split(" ")[0]
        return f"update {{t}} set {first} = null"
    if check.expectation == "expect_column_values_to_be_between":
        bounds = check.kwargs
        value = bounds["max_value"] + 1 if "max_value" in bounds else bounds["min_value"] - 1
        return f"update {{t}} set {column} = {value}"
    if check.expectation == "expect_column_values_to_be_in_set" or name == f"{column}_known":
        return f"update {{t}} set {column} = 'no such value'"
    if check.expectation == ROWS:
        if name in ("key_present", "key_present_share"):
            column = check.kwargs["unexpected_rows_query"].split("coalesce(trim(")[1].split(")")[0]
            return f"update {{t}} set {column} = ' '"
        if name == f"{column}_filled":
            return f"update {{t}} set {column} = ' '"
        if name == f"{column}_intact":
            return f"update {{t}} set {column} = '1.23E+11'"
        if name in (f"{column}_is_number", f"{column}_parses", f"{column}_is_boolean", f"{column}_is_json"):
            return f"update {{t}} set {column} = 'neither number nor date'"
        if name == f"{column}_not_in_future":
            return f"update {{t}} set {column} = timestamp '{AS_OF}' + interval 1 second"
        if name == f"{column}_resolves":
            return f"update {{t}} set {column} = 'nobody'"
        if "_within_" in name:
            return f"update {{t}} set {column} = {name.removeprefix(f'{column}_within_')} + 1"
        if name.endswith(f"_to_{column}_in_order"):
            step = "interval 1 day" if column.endswith(("_at", "_on")) else "1"
            return f"update {{t}} set {column} = {name.removesuffix(f'_to_{column}_in_order')} - {step}"
    raise KeyError(f"Write down in DAMAGE how to break {suite.check_id(check)}.")
