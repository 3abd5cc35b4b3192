"""Intake requests in Zip or Jira with their reviews, and the requisitions that the ERPs hold with their approvals by limit."""

from __future__ import annotations

from simulator.engine import World
from simulator.world.approvals import LONGEST_CHAIN, decide, outcomes
from simulator.world.worktime import WORKDAY_SECONDS

TAIL_SPEND_LIMIT_EUR = 2_500
TAIL_SPEND_COMPANY = "HL20"
TAIL_SPEND_SHARE = 0.6
OTHER_REQUESTS = {"supplier_onboarding": 0.10, "goods_receiving": 0.03}  # per purchase request
WITHDRAWAL_RATE = 0.03  # the requester no longer needs it
REVIEW_REJECTION_RATE = 0.02  # per step of intake
REJECTION_RATE = 0.025  # per step of a requisition
LEGAL_REVIEW_FROM_EUR = 20_000


def play(world: World) -> None:
    world.run("""
        create table world.demand_amounts as
        select demand_key, cast(sum(money(quantity * unit_price, currency_code)) as decimal(18, 4)) as amount,
            cast(sum(quantity * unit_price) * any_value(eur_per_unit) as double) as amount_eur
        from world.demand_lines join world.demands using (demand_key) join world.currencies using (currency_code)
        group by demand_key
    """)
    # Small purchases of one company never reach its ERP: Zip issues the order and takes the bill.
    world.run(f"""
        update world.demands set source_system = 'zip', supplier_id = known.supplier_id
        from world.demand_amounts as amounts, (
            select supplier_number, min(supplier_id) as supplier_id from world.supplier_records where source_system = 'zip'
                group by all
        ) as known
        where amounts.demand_key = demands.demand_key and known.supplier_number = demands.supplier_number
            and demands.channel = 'intake' and demands.company_code = '{TAIL_SPEND_COMPANY}'
            and amounts.amount_eur < {TAIL_SPEND_LIMIT_EUR} and chance({TAIL_SPEND_SHARE}, 'tail spend', demands.demand_key)
    """)
    _requests(world)
    _requisitions(world)


def _requests(world: World) -> None:
    others = "union all ".join(
        f"select demand_key || ' {kind}', '{kind}', demands.* exclude (demand_key) replace (arises + 7200 as arises) "
        f"from world.demands as demands where channel = 'intake' and chance({rate}, '{kind}', demand_key) "
        for kind, rate in OTHER_REQUESTS.items()
    )
    world.run(f"""
        create table world.requests as
        with asked as (
            select demand_key as request_key, 'purchase' as request_type, * exclude (demand_key) from world.demands
                where channel = 'intake'
            union all {others}
        )
        select row_number() over (order by arises, request_key) as request_no, request_key, asked.company_code,
            companies.intake, requester_id, request_type, category, cost_center,
            case when request_type = 'purchase' then amounts.amount end as amount,
            case when request_type = 'purchase' then asked.currency_code end as currency_code,
            asked.source_system, supplier_id, supplier_number, amounts.amount_eur,
            at_work(asked.company_code, arises) as created_at, at_work(asked.company_code, submitted) as submitted_at,
            null::timestamp as decided_at, null::varchar as decision, submitted,
            case when chance({WITHDRAWAL_RATE}, 'withdrawn', request_key)
                 then submitted + draw_exponential({WORKDAY_SECONDS}, 'withdrawn when', request_key)::bigint end as withdrawn,
            null::bigint as decided
        from asked
        join world.companies as companies on companies.company_code = asked.company_code
        left join world.demand_amounts as amounts on amounts.demand_key = asked.request_key,
        lateral (select arises + draw_lognormal(900, 1.0, 'filling in', request_key)::bigint as submitted) as filled
    """)
    # The manager, then who has a say in what is bought, then procurement.
    decide(
        world,
        f"""
        with reviewers as (
            select request_no, 1 as place, chains.approver_id as asked_id
            from world.requests join world.chains as chains on chains.person_id = requester_id and chains.height = 1
            union all
            select request_no, case department when 'Information Security' then 2 when 'Legal' then 3 else 4 end,
                min_by(people.person_id, draw('reviewer', people.person_id * 100000 + request_no % 97))
            from world.requests
            join world.categories as categories using (category)
            join world.people as people on people.company_code = requests.company_code and people.level = 'manager'
            where (department = 'Information Security' and categories.spend_type = 'technology' and categories.is_service)
                or (department = 'Legal' and amount_eur >= {LEGAL_REVIEW_FROM_EUR}) or department = 'Procurement'
            group by request_no, department
        )
        select requests.intake as source_system, 'request' as document_type, requests.request_no as document_no, company_code,
            row_number() over (partition by requests.request_no order by place) as step_number, asked_id, submitted, withdrawn,
            case place when 1 then 3.0 when 2 then 9.0 when 3 then 14.0 else 5.0 end as median_hours,
            {REVIEW_REJECTION_RATE} as rejection_rate
        from reviewers join world.requests as requests using (request_no)
        where asked_id <> requester_id
        """,
    )
    world.run(f"""
        update world.requests set
            decided = coalesce(ends.approved, ends.rejected, requests.withdrawn),
            decided_at = at_work(company_code, coalesce(ends.approved, ends.rejected, requests.withdrawn)),
            decision = case when ends.approved is not null then 'approved' when ends.rejected is not null then 'rejected'
                            when requests.withdrawn is not null then 'cancelled' end
        from ({outcomes("request")}) as ends
        where ends.document_no = requests.request_no
    """)


def _requisitions(world: World) -> None:
    world.run(f"""
        create table world.requisitions as
        with filed as (
            select demands.demand_key, demands.company_code, demands.source_system, requests.request_no, demands.requester_id,
                demands.category, demands.cost_center, demands.currency_code, demands.supplier_id, demands.supplier_number,
                -- Zip's integration files within minutes what procurement retypes from a ticket the next day.
                case when demands.channel = 'direct' then demands.arises
                     when requests.intake = 'zip' then requests.decided + draw_integer(120, 900, 'integration', demand_key)
                     else requests.decided + draw_lognormal(10800, 0.8, 'retyped', demand_key)::bigint end as created
            from world.demands as demands left join world.requests as requests on requests.request_key = demands.demand_key
            where demands.channel = 'direct' or (requests.decision = 'approved' and demands.source_system <> 'zip')
        )
        select row_number() over (order by created, demand_key) as requisition_no, filed.source_system,
            filed.company_code, filed.request_no, requester_id, category, cost_center, amounts.amount, currency_code,
            at_work(company_code, created) as created_at, at_work(company_code, submitted) as submitted_at,
            null::timestamp as approved_at, null::timestamp as rejected_at, null::timestamp as cancelled_at,
            demand_key, supplier_id, supplier_number, amounts.amount_eur, created, submitted,
            case when source_system <> 'coupa' and chance({WITHDRAWAL_RATE}, 'requisition withdrawn', demand_key)
                 then submitted + draw_exponential({2 * WORKDAY_SECONDS}, 'requisition withdrawn when', demand_key)::bigint
                 end as withdrawn,
            null::bigint as approved
        from filed join world.demand_amounts as amounts using (demand_key),
        lateral (select created + case when request_no is null then draw_lognormal(600, 1.0, 'typing', demand_key)::bigint
            else 60 end as submitted) as typed
    """)
    # Up the chain of managers until somebody may approve the amount alone.
    decide(
        world,
        f"""
        with able as (
            select requisition_no, chains.height, chains.approver_id,
                limits.limit_amount is null or limits.limit_amount * own.eur_per_unit >= amount_eur as may_alone
            from world.requisitions
            join world.companies as companies using (company_code)
            join world.currencies as own on own.currency_code = companies.currency_code
            join world.chains as chains on chains.person_id = requester_id
            join world.approval_limits as limits on limits.person_id = chains.approver_id
                and local_day(requisitions.company_code, submitted_at) >= limits.valid_from_on
                and (limits.valid_to_on is null or local_day(requisitions.company_code, submitted_at) < limits.valid_to_on)
        )
        select source_system, 'requisition' as document_type, requisition_no as document_no, company_code, height as step_number,
            approver_id as asked_id, submitted, withdrawn, 4.0 as median_hours, {REJECTION_RATE} as rejection_rate
        from able join world.requisitions as requisitions using (requisition_no)
        qualify count(*) filter (where may_alone) over (partition by requisition_no order by height
            rows between unbounded preceding and 1 preceding) = 0 and height <= {LONGEST_CHAIN}
        """,
    )
    world.run(f"""
        update world.requisitions set
            approved = ends.approved,
            approved_at = at_work(company_code, ends.approved),
            rejected_at = at_work(company_code, ends.rejected),
            cancelled_at = case when ends.approved is null and ends.rejected is null then at_work(company_code, withdrawn) end
        from ({outcomes("requisition")}) as ends
        where ends.document_no = requisitions.requisition_no
    """)
