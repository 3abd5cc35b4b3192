"""Accounts payable: invoices are entered in the order in which they arrive, matched, held, approved, voided and paid."""

from __future__ import annotations

from simulator.engine import World
from simulator.world.approvals import decide, outcomes
from simulator.world.invoices import US_SALES_TAX
from simulator.world.worktime import WORKDAY_SECONDS

VOID_RATE = 0.008  # entered wrongly, voided before it is paid
MANUAL_HOLD_RATE = 0.008  # disputed by whoever ordered it
PART_PAYMENT_RATE = 0.012
VOIDED_PAYMENT_RATE = 0.006  # came back from the bank; paid again in the next run
PAYMENT_WEEKDAYS = (2, 4)  # ISO: Tuesday and Thursday
PAID_BEFORE_DUE_DAYS = 2


def play(world: World) -> None:
    _enter(world)
    _match(world)
    _approve(world)
    _pay(world)
    _close_orders(world)


def _enter(world: World) -> None:
    # A supplier's numbers count up; how they look is the supplier's habit.
    world.run(f"""
        create table world.invoices as
        with entered as (
            select drafts.*, greatest(received, earliest_entry) + draw_lognormal(9000, 0.9, 'in the inbox', invoice_key)::bigint as entered
            from world.invoice_drafts as drafts
        ),
        numbered as (
            select *, row_number() over (order by entered, invoice_key) as invoice_no,
                row_number() over (partition by supplier_series order by invoiced_on, invoice_key) * 7
                    + draw_integer(0, 6, 'number gap', invoice_key) + draw_integer(100, 9000, 'first number', supplier_number) as serial
            from entered
        ),
        summed as (
            select invoice_key, sum(money(quantity * unit_price, currency_code)) as net_amount
            from world.invoice_draft_lines join world.invoice_drafts using (invoice_key) group by invoice_key
        )
        select invoice_no, numbered.source_system, numbered.company_code, numbered.supplier_id, numbered.supplier_number,
            coalesce(given_number, case draw_integer(1, 5, 'number style', numbered.supplier_number)
                when 1 then 'INV-' || lpad(serial::varchar, 6, '0')
                when 2 then 'RE' || year(invoiced_on) % 100 || '/' || serial
                when 3 then year(invoiced_on) || '-' || lpad(serial::varchar, 5, '0')
                when 4 then upper(left(suppliers.supplier_name, 3)) || lpad(serial::varchar, 6, '0')
                else (10000000 + serial)::varchar end) as invoice_number,
            document_type, order_no, invoiced_on, at_work(numbered.company_code, received) as received_at,
            at_work(numbered.company_code, entered) as entered_at, clerks.person_id as entered_by_id,
            invoiced_on + suppliers.payment_terms_days as due_on, cast(net_amount as decimal(18, 4)) as net_amount,
            money(net_amount * case when suppliers.country_code <> companies.country_code or suppliers.country_code = 'US' and categories.is_service
                then 0 when suppliers.country_code = 'US' then {US_SALES_TAX} else tax_rate end, numbered.currency_code) as tax_amount,
            numbered.currency_code, null::timestamp as approved_at, null::integer as approved_by_id, null::timestamp as voided_at,
            numbered.invoice_key, description, numbered.cost_center, entered, null::bigint as approved, null::bigint as voided,
            null::date as paid_on
        from numbered
        join summed using (invoice_key)
        join world.companies as companies on companies.company_code = numbered.company_code
        join world.suppliers as suppliers on suppliers.supplier_number = numbered.supplier_number
        join world.categories as categories on categories.category = suppliers.category
        join world.tax_rates as rates on rates.country_code = suppliers.country_code
        join world.clerk_pool as clerks on clerks.company_code = numbered.company_code and clerks.department = 'Finance'
            and clerks.place = 1 + floor(draw('entered by', numbered.invoice_key) * clerks.size);
        create table world.invoice_lines as
        select invoice_no, line_number, lines.order_no, order_line_number, quantity, unit_price,
            money(quantity * unit_price, currency_code) as amount,
            delivery_no
        from world.invoice_draft_lines as lines join world.invoices as invoices using (invoice_key)
    """)


def _match(world: World) -> None:
    """Exceptions stop an invoice until someone accepts them, or until the receipt is posted."""
    world.run(f"""
        create table world.match_exceptions as
        with raised as (
            select invoice_no, line_number, exception, breach_amount, company_code, entered, receipt_due, invoice_no * 10 + line_number as line_key
            from world.invoice_draft_lines join world.invoices using (invoice_key)
            where exception in ('price', 'quantity') or exception = 'receipt' and receipt_due > entered
        )
        select invoice_no, line_number, exception, breach_amount, at_work(company_code, resolved) as resolved_at, company_code, resolved
        from raised,
        lateral (select case when exception = 'receipt' then receipt_due + 600
            else entered + draw_lognormal({2 * WORKDAY_SECONDS}, 0.8, 'resolved', line_key)::bigint end as resolved) as resolution;
        -- One hold for each exception of a line. NetSuite holds payment of the bill as a whole, for whatever reason.
        create table world.holds as
        with held as (
            select invoice_no, line_number, exception as hold_type, resolved as released,
                case exception when 'receipt' then 'goods received' when 'price' then 'price accepted' else 'quantity accepted' end
                    as release_reason
            from world.match_exceptions join world.invoices using (invoice_no) where source_system <> 'netsuite'
            union all
            select invoice_no, null, min(exception), max(resolved), 'accepted'
            from world.match_exceptions join world.invoices using (invoice_no) where source_system = 'netsuite' group by invoice_no
            union all
            select invoice_no, null, 'manual', entered + draw_lognormal({3 * WORKDAY_SECONDS}, 0.7, 'dispute settled', invoice_no)::bigint,
                'dispute settled'
            from world.invoices where source_system not in ('coupa', 'zip') and document_type = 'invoice'
                and chance({MANUAL_HOLD_RATE}, 'disputed', invoice_no)
                and not (source_system = 'netsuite' and invoice_no in (select invoice_no from world.match_exceptions))
        )
        select row_number() over (order by invoices.entered, invoice_no, line_number, hold_type) as hold_no, invoice_no, line_number,
            hold_type, at_work(company_code, entered + 120) as placed_at, at_work(company_code, released) as released_at,
            clerks.person_id as released_by_id, release_reason, released
        from held join world.invoices as invoices using (invoice_no)
        join world.clerk_pool as clerks using (company_code)
        where clerks.department = 'Finance' and clerks.place = 1 + floor(draw('released by', invoice_no) * clerks.size)
    """)


def _approve(world: World) -> None:
    decide(
        world,
        """
        select source_system, 'invoice' as document_type, invoice_no as document_no, invoices.company_code, 1 as step_number,
            heads.person_id as asked_id, entered + 300 as submitted, null::bigint as withdrawn, 6.0 as median_hours, 0.0 as rejection_rate
        from world.invoices as invoices join (
            select cost_center, min_by(person_id, person_id) as person_id from world.people where level = 'manager' group by cost_center
        ) as heads using (cost_center)
        where order_no is null and document_type = 'invoice'
        """,
    )
    world.run(f"""
        update world.invoices set approved = decided.at_, approved_at = at_work(company_code, decided.at_), approved_by_id = decided.by_
        from (
            -- Matched invoices approve themselves; held ones when the last hold is released.
            select invoices.invoice_no, steps.approver_id as by_,
                coalesce(steps.decided, greatest(invoices.entered + draw_integer(300, 1800, 'matched', invoices.invoice_no),
                    coalesce(last_hold.released + 60, 0))) as at_
            from world.invoices as invoices
            left join world.approval_steps as steps on steps.document_type = 'invoice' and steps.document_no = invoices.invoice_no
            left join (select invoice_no, max(released) as released from world.holds group by invoice_no) as last_hold
                on last_hold.invoice_no = invoices.invoice_no
        ) as decided
        where decided.invoice_no = invoices.invoice_no;
        update world.invoices set voided = at_, voided_at = at_work(company_code, at_)
        from (select invoice_no as voided_no, approved + draw_integer(1800, {WORKDAY_SECONDS}, 'voided when', invoice_no) as at_
              from world.invoices where source_system <> 'zip' and chance({VOID_RATE}, 'voided', invoice_no)) as wrong
        where wrong.voided_no = invoices.invoice_no
    """)


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
                greatest(approved + 1800, next_workday(company_code, due_on - {PAID_BEFORE_DUE_DAYS}) * {WORKDAY_SECONDS}::bigint) as ready,
                chance({PART_PAYMENT_RATE}, 'part payment', invoice_no) as is_parted,
                source_system in ('oracle', 'netsuite') and chance({VOIDED_PAYMENT_RATE}, 'payment voided', invoice_no) as is_returned
            from world.invoices where document_type = 'invoice' and voided_at is null
        ),
        first_runs as (
            select payable.*, runs.run_number from payable asof join runs on runs.company_code = payable.company_code and payable.ready <= runs.at_
        ),
        parts as (
            select *, 0 as part, case when is_parted then money(gross_amount / 2, currency_code) else gross_amount end as amount, is_returned as is_void
            from first_runs
            union all
            select *, 2 as part, gross_amount - money(gross_amount / 2, currency_code), false from first_runs where is_parted
            union all
            select *, 3 as part, case when is_parted then money(gross_amount / 2, currency_code) else gross_amount end, false
            from first_runs where is_returned
        ),
        paid as (
            select parts.*, runs.at_ + draw_integer(0, 1200, 'in the run', invoice_no) as paid
            from parts join runs on runs.company_code = parts.company_code and runs.run_number = parts.run_number + parts.part
        )
        select row_number() over (order by paid, invoice_no, part) as payment_no, invoice_no, source_system, supplier_id,
            at_work(paid.company_code, paid) as paid_at, cast(amount as decimal(18, 4)) as amount, currency_code,
            clerks.person_id as created_by_id,
            case when is_void then at_work(paid.company_code, paid + draw_integer({WORKDAY_SECONDS}, {3 * WORKDAY_SECONDS}, 'returned', invoice_no)) end as voided_at,
            part
        from paid
        join world.clerk_pool as enterer on enterer.person_id = paid.entered_by_id and enterer.department = 'Finance'
        -- Who pays is not who entered.
        join world.clerk_pool as clerks on clerks.company_code = paid.company_code and clerks.department = 'Finance'
            and clerks.place = 1 + enterer.place % clerks.size;
        update world.invoices set paid_on = local_day(company_code, last_paid_at)
        from (select invoice_no as paid_no, max(paid_at) as last_paid_at from world.payments where voided_at is null group by invoice_no) as paid
        where paid.paid_no = invoices.invoice_no
    """)


def _close_orders(world: World) -> None:
    """Half of the orders are closed some days after the last invoice was paid."""
    world.run(f"""
        update world.orders set closed_at = at_work(company_code, closed)
        from (
            select order_no as closed_no, max(work_time(company_code, paid_at)) + draw_integer({WORKDAY_SECONDS}, {8 * WORKDAY_SECONDS}, 'closed when', order_no)
                as closed
            from world.payments join world.invoices using (invoice_no)
            join (select order_no, max(received) as last_received from world.invoice_drafts group by order_no) as bills using (order_no)
            where chance(0.5, 'closed', order_no)
            group by order_no, company_code
        ) as ends
        where ends.closed_no = orders.order_no
    """)
