"""Approvals above one's limit; their look-alikes are limits that were raised in time, and delegates who may.

Truth: limit_breaches, one row per requisition of either kind.
"""

from __future__ import annotations

from simulator.engine import Rate, World

BREACH_RATE = Rate("limit_breaches", 0.05, "of the approved requisitions that needed a second signature, and did not get it")


def play(world: World) -> None:
    world.run(f"""
        create table planted.limit_breaches as
        with signed as (
            select document_no from world.approval_steps where document_type = 'requisition'
            group by document_no having count(*) > 1 and bool_and(decision = 'approved')
        )
        select steps.source_system, document_no as requisition_no, steps.decided
        from signed join world.approval_steps as steps using (document_no)
        join world.requisitions as requisitions on requisition_no = document_no
        join world.companies as companies on companies.company_code = steps.company_code
        join world.currencies as own on own.currency_code = companies.currency_code
        -- Not where the first to sign is a delegate, or may by now: that is the look-alike.
        join world.approval_limits as limits on limits.person_id = approver_id
            and local_day(steps.company_code, decided_at) >= valid_from_on
            and (valid_to_on is null or local_day(steps.company_code, decided_at) < valid_to_on)
        where document_type = 'requisition' and step_number = 1 and approver_id = asked_id
            and amount_eur > limit_amount * own.eur_per_unit and chance({world.rate(BREACH_RATE)}, 'limit breach', document_no);
        delete from world.approval_steps
        where document_type = 'requisition' and step_number > 1 and document_no in (
            select requisition_no from planted.limit_breaches);
        update world.requisitions set approved = planted.decided, approved_at = at_work(company_code, planted.decided)
        from planted.limit_breaches as planted where planted.requisition_no = requisitions.requisition_no
    """)


def tell(world: World) -> None:
    world.truth(
        "limit_breaches",
        "One row per requisition whose last approver had, or seemed to have, too low a limit; amounts in the company's "
        "currency. kind: breach, limit raised (innocent: raised before the approval), "
        "delegate (innocent: the decision of somebody absent).",
        """
        with decided as (
            select steps.*, requisitions.amount_eur / own.eur_per_unit as own_amount, companies.currency_code,
                local_day(steps.company_code, decided_at) as decided_on
            from world.approval_steps as steps join world.requisitions as requisitions
                on requisitions.requisition_no = steps.document_no
            join world.companies as companies on companies.company_code = steps.company_code
            join world.currencies as own on own.currency_code = companies.currency_code
            where document_type = 'requisition' and steps.decision = 'approved' and decided_at < period_end()
            qualify row_number() over (partition by document_no order by step_number desc) = 1
        ),
        limited as (
            select decided.*, current.limit_amount, former.limit_amount as former_limit,
                exists (from planted.limit_breaches as planted where planted.requisition_no = document_no) as is_breach
            from decided
            left join world.approval_limits as current on current.person_id = approver_id and decided_on >= current.valid_from_on
                and (current.valid_to_on is null or decided_on < current.valid_to_on)
            left join world.approval_limits as former on former.person_id = approver_id
                and former.valid_to_on = current.valid_from_on
        )
        select source_system, native_id(source_system, 'requisition', document_no) as requisition_id, approver_id,
            case when is_breach then 'breach' when own_amount > former_limit then 'limit raised' else 'delegate' end as kind,
            cast(own_amount as decimal(18, 2)) as amount, limit_amount, currency_code, decided_at
        from limited
        where is_breach or own_amount > former_limit or approver_id <> asked_id
        """,
    )
