"""Accounts payable: invoices are entered in the order in which they arrive, matched, held, approved, and voided where wrong."""

from __future__ import annotations

from simulator.engine import World
from simulator.world.approvals import decide
from simulator.world.worktime import WORKDAY_SECONDS

US_SALES_TAX = "0.08875"  # on goods
MANUAL_HOLD_RATE = 0.010  # of invoices with an order: disputed by whoever ordered


def play(world: World) -> None:
    _enter(world)
    _match(world)
    _approve(world)


def _enter(world: World) -> None:
    world.run(f"""
        create table world.invoices as
        with numbered as (
            select drafts.*, entered, row_number() over (order by entered, invoice_key) as invoice_no
            from world.invoice_drafts as drafts,
            lateral (select greatest(received, earliest_entry) + draw_lognormal(9000, 0.9, 'in the inbox',
                invoice_key)::bigint as entered)
        ),
        summed as (
            select invoice_key, sum(money(quantity * unit_price, currency_code)) as net_amount
            from world.invoice_draft_lines join world.invoice_drafts using (invoice_key) group by invoice_key
        )
        select invoice_no, numbered.source_system, numbered.company_code, numbered.supplier_id, numbered.supplier_number,
            numbered.invoice_number,
            document_type, order_no, invoiced_on, at_work(numbered.company_code, received) as received_at,
            at_work(numbered.company_code, entered) as entered_at, clerks.person_id as entered_by_id,
            invoiced_on + suppliers.payment_terms_days as due_on, cast(net_amount as decimal(18, 4)) as net_amount,
            money(net_amount * case when suppliers.country_code <> companies.country_code or suppliers.country_code = 'US'
                and categories.is_service
                then 0 when suppliers.country_code = 'US' then {US_SALES_TAX} else tax_rate end,
                    numbered.currency_code) as tax_amount,
            numbered.currency_code, null::timestamp as approved_at, null::integer as approved_by_id, null::timestamp as voided_at,
            numbered.invoice_key, description, numbered.cost_center, numbered.is_wrong, entered, null::bigint as approved,
                null::bigint as voided,
            null::date as paid_on
        from numbered
        join summed using (invoice_key)
        join world.companies as companies on companies.company_code = numbered.company_code
        join world.suppliers as suppliers on suppliers.supplier_number = numbered.supplier_number
        join world.categories as categories on categories.category = suppliers.category
        join world.tax_rates as rates on rates.country_code = suppliers.country_code
        join world.clerk_pool as clerks on clerks.company_code = numbered.company_code and clerks.department = 'Finance'
            and clerks.place = place_of(concat('Finance ', numbered.company_code), 'entered by', numbered.invoice_key);
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
            select invoice_no, line_number, exception, breach_amount, company_code, entered, receipt_due,
                invoice_no * 10 + line_number as line_key
            from world.invoice_draft_lines join world.invoices using (invoice_key)
            where exception in ('price', 'quantity') or exception = 'receipt' and (receipt_due is null or receipt_due > entered)
        )
        select invoice_no, line_number, exception, breach_amount, at_work(company_code, resolved) as resolved_at, company_code,
            resolved
        from raised,
        lateral (select case when receipt_due is not null and exception = 'receipt' then receipt_due + 600
            else entered + draw_lognormal({2 * WORKDAY_SECONDS}, 0.8, 'resolved',
                line_key)::bigint end as resolved) as resolution;
        -- One hold for each exception of a line. NetSuite holds payment of the bill as a whole, for whatever reason.
        create table world.holds as
        with held as (
            select invoice_no, line_number, exception as hold_type, resolved as released,
                case exception when 'receipt' then 'goods received' when 'price' then 'price accepted'
                    else 'quantity accepted' end
                    as release_reason
            from world.match_exceptions join world.invoices using (invoice_no) where source_system <> 'netsuite'
            union all
            select invoice_no, null, min(exception), max(resolved), 'accepted'
            from world.match_exceptions join world.invoices using (invoice_no) where source_system = 'netsuite'
                group by invoice_no
            union all
            select invoice_no, null, 'manual', entered + draw_lognormal({3 * WORKDAY_SECONDS}, 0.7, 'dispute settled',
                invoice_no)::bigint,
                'dispute settled'
            from world.invoices where source_system not in ('coupa', 'zip') and document_type = 'invoice' and order_no is not null
                and chance({MANUAL_HOLD_RATE}, 'disputed', invoice_no)
                and not (source_system = 'netsuite' and invoice_no in (select invoice_no from world.match_exceptions))
        )
        select row_number() over (order by invoices.entered, invoice_no, line_number, hold_type) as hold_no, invoice_no,
            line_number,
            hold_type, at_work(company_code, entered + 120) as placed_at, at_work(company_code, released) as released_at,
            clerks.person_id as released_by_id, release_reason, released
        from held join world.invoices as invoices using (invoice_no)
        join world.clerk_pool as clerks using (company_code)
        where clerks.department = 'Finance'
            and clerks.place = place_of(concat('Finance ', company_code), 'released by', invoice_no)
    """)


def _approve(world: World) -> None:
    decide(
        world,
        """
        select source_system, 'invoice' as document_type, invoice_no as document_no, invoices.company_code, 1 as step_number,
            case when heads.person_id = entered_by_id then heads.manager_id else heads.person_id end as asked_id,
            entered + 300 as submitted, null::bigint as withdrawn, 6.0 as median_hours, 0.0 as rejection_rate
        from world.invoices as invoices join (
            select cost_center, min(person_id) as person_id, min_by(manager_id, person_id) as manager_id
            from world.people where level = 'manager' group by cost_center
        ) as heads using (cost_center)
        where order_no is null and document_type = 'invoice'
        """,
    )
    world.run(f"""
        update world.invoices set approved = decided.at_, approved_at = at_work(company_code, decided.at_),
            approved_by_id = decided.by_
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
              from world.invoices where is_wrong) as wrong
        where wrong.voided_no = invoices.invoice_no
    """)
