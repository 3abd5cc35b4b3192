"""Approval chains: step after step, each decided by who is there on the day, by the delegate if not, or after the return."""

from __future__ import annotations

from simulator.engine import World

LONGEST_CHAIN = 5
SIGMA = 1.0  # of the logarithm of the time that a decision takes: most within the day, some after a week


def play(world: World) -> None:
    # A step that was never reached has neither pending_since_at nor a decision; else it is approved, rejected, or
    # cancelled where the document was withdrawn. Work times stand beside the instants; who was asked, beside who decided.
    world.run("""
        create table world.approval_steps (source_system varchar, document_type varchar, document_no bigint, step_number integer,
            approver_id integer, pending_since_at timestamp, decision varchar, decided_at timestamp,
            company_code varchar, asked_id integer, pending_since bigint, decided bigint);
        -- Everybody's chain of managers, and what each of them may approve alone when.
        create table world.chains as
        select people.person_id, 1 as height, people.manager_id as approver_id from world.people as people
        where people.manager_id is not null
    """)
    for height in range(2, LONGEST_CHAIN):
        world.run(f"""
            insert into world.chains
            select chains.person_id, {height}, people.manager_id from world.chains as chains
            join world.people as people on people.person_id = chains.approver_id
            where chains.height = {height - 1} and people.manager_id is not null
        """)


def decide(world: World, plan: str) -> None:
    """Play the steps of a plan: source_system, document_type, document_no, company_code, step_number, asked_id, submitted and
    withdrawn (work times; null: never), median_hours, rejection_rate."""
    world.run(f"create or replace temp table plan as {plan}")
    for step in range(1, LONGEST_CHAIN + 1):
        world.run(f"""
            insert into world.approval_steps
            with reached as (
                select plan.*, concat_ws(' ', plan.source_system, plan.document_type, plan.document_no,
                    plan.step_number) as step_key,
                    {"plan.submitted" if step == 1 else "earlier.decided"} as pending_since
                from plan
                {
            ""
            if step == 1
            else f'''join world.approval_steps as earlier
                    on earlier.source_system = plan.source_system and earlier.document_type = plan.document_type
                    and earlier.document_no = plan.document_no and earlier.step_number = {step - 1}
                        and earlier.decision = 'approved' '''
        }
                where plan.step_number = {step} and plan.submitted is not null
            ),
            timed as (
                select reached.*,
                    pending_since + greatest(60, draw_lognormal(median_hours * 3600, {
            SIGMA
        }, 'decision takes', step_key))::bigint as ready
                from reached
            ),
            present as (
                select timed.*, coalesce(absence.delegate_id, asked_id) as approver_id,
                    case when absence.first_on is not null and absence.delegate_id is null
                         then greatest(ready, work_time(company_code, absence.last_on + interval 1 day)
                             + draw_integer(300, 14400, 'back at the desk', step_key)) else ready end as decided
                from timed
                left join (
                    select person_id, first_on, max(last_on) as last_on, min(delegate_id) as delegate_id
                    from world.absences group by person_id, first_on
                ) as absence
                    on absence.person_id = timed.asked_id
                    and local_day(timed.company_code, at_work(timed.company_code, timed.ready)) between absence.first_on
                        and absence.last_on
                qualify row_number() over (partition by step_key order by absence.first_on) = 1
            )
            select source_system, document_type, document_no, step_number, approver_id, at_work(company_code, pending_since),
                case when withdrawn < decided then 'cancelled'
                     when chance(rejection_rate, 'rejected', step_key) then 'rejected' else 'approved' end,
                at_work(company_code, least(decided, withdrawn)), company_code, asked_id, pending_since, least(decided, withdrawn)
            from present
            where withdrawn is null or withdrawn > pending_since
        """)
    world.run("""
        insert into world.approval_steps
        select plan.source_system, plan.document_type, plan.document_no, plan.step_number, plan.asked_id, null, null, null,
            plan.company_code, plan.asked_id, null, null
        from plan anti join world.approval_steps as steps
            on steps.source_system = plan.source_system and steps.document_type = plan.document_type
            and steps.document_no = plan.document_no and steps.step_number = plan.step_number
    """)


def outcomes(document_type: str) -> str:
    """How the chains of one type of document ended, as a query: approved, rejected and cancelled, as work times."""
    return f"""
        select source_system, document_no,
            case when count(*) = count(*) filter (where decision = 'approved') then max(decided) end as approved,
            max(decided) filter (where decision = 'rejected') as rejected
        from world.approval_steps where document_type = '{document_type}' group by source_system, document_no
    """
