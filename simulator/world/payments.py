"""Payment runs, and orders that are closed when everything is paid."""

from __future__ import annotations

from simulator.engine import World
from simulator.world.worktime import WORKDAY_SECONDS

PART_PAYMENT_RATE = 0.012
VOIDED_PAYMENT_RATE = 0.006  # came back from the bank; paid again in a later run
PAYMENT_WEEKDAYS = (2, 4)  # ISO: Tuesday and Thursday
PAID_BEFORE_DUE_DAYS = 2
CLOSED_RATE = 0.5  # the other orders stay open, as most companies' do


def play(world: World) -> None:
    _pay(world)
    _close_orders(world)


def _pay(world: World) -> None:
    """Payment runs on two days a week take what is due and approved; a supplier's credit stays on the account."""
    world.run(f"""
        create temp table runs as
        select company_code, on_date, workday_number * {WORKDAY_SECONDS}::bigint + {6 * 3600} as at_,
            row_number() over (partition by company_code order by on_date) as run_number
        from world.workdays where isodow(on_date) in {PAYMENT_WEEKDAYS};
        create table world.payments as
        with payable as (
            select invoices.*, net_amount + tax_amount as gross_amount,
                greatest(approved + 1800, next_workday(company_code,
                    due_on - {PAID_BEFORE_DUE_DAYS}) * {WORKDAY_SECONDS}::bigint) as ready,
                chance({PART_PAYMENT_RATE}, 'part payment', invoice_no) as is_parted,
                source_system in ('oracle', 'netsuite') and chance({VOIDED_PAYMENT_RATE}, 'payment voided',
                    invoice_no) as is_returned
            from world.invoices where document_type = 'invoice' and voided_at is null
        ),
        first_runs as (
            select payable.*, runs.run_number from payable asof join runs on runs.company_code = payable.company_code
                and payable.ready <= runs.at_
        ),
        parts as (
            select *, 0 as part, case when is_parted then money(gross_amount / 2, currency_code)
                else gross_amount end as amount, is_returned as is_void
            from first_runs
            union all
            select *, 2 as part, gross_amount - money(gross_amount / 2, currency_code), false from first_runs where is_parted
            union all
            select *, 3 as part, case when is_parted then money(gross_amount / 2, currency_code) else gross_amount end, false
            from first_runs where is_returned
        ),
        paid as (
            select parts.*, invoice_no * 10 + part as payment_key,
                runs.at_ + draw_integer(0, 1200, 'in the run', invoice_no) as paid
            from parts join runs on runs.company_code = parts.company_code and runs.run_number = parts.run_number + parts.part
        )
        select row_number() over (order by paid, invoice_no, part) as payment_no, invoice_no, source_system, supplier_id,
            at_work(paid.company_code, paid) as paid_at, cast(amount as decimal(18, 4)) as amount, currency_code,
            clerks.person_id as created_by_id,
            case when is_void then at_work(paid.company_code, paid + draw_integer({WORKDAY_SECONDS}, {3 * WORKDAY_SECONDS},
                'returned', invoice_no)) end as voided_at,
            part
        from paid
        join world.clerk_pool as enterer on enterer.person_id = paid.entered_by_id and enterer.department = 'Treasury'
        -- Who pays is not who entered.
        join world.clerk_pool as clerks on clerks.company_code = paid.company_code and clerks.department = 'Treasury'
            and clerks.place = other_than(enterer.place, concat('Treasury ', paid.company_code), 'payer', payment_key);
        update world.invoices set paid_on = local_day(company_code, last_paid_at)
        from (select invoice_no as paid_no, max(paid_at) as last_paid_at from world.payments where voided_at is null
            group by invoice_no) as paid
        where paid.paid_no = invoices.invoice_no
    """)


def _close_orders(world: World) -> None:
    """Orders are closed some days after the last payment."""
    world.run(f"""
        update world.orders set closed_at = at_work(company_code, closed)
        from (
            select order_no as closed_no, max(work_time(company_code, paid_at)) + draw_integer({WORKDAY_SECONDS},
                {8 * WORKDAY_SECONDS}, 'closed when', order_no)
                as closed
            from world.payments join world.invoices using (invoice_no)
            where invoices.source_system <> 'zip' and chance({CLOSED_RATE}, 'closed', order_no)
            group by order_no, company_code
        ) as ends
        where ends.closed_no = orders.order_no
    """)
