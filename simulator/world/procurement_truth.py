"""What was true of procurement at the end of the period, under the names of the facts and the native ids of each system.

A moment after the period has not happened. Persons are told by e-mail address and by the account that their system knows them by.
"""

from __future__ import annotations

from simulator.engine import World

DESCRIPTIONS = {
    "requests": "One row per intake request in Zip or Jira that was submitted: what was asked for, and how and when it was "
    "decided.",
    "requisitions": "One row per requisition, and per purchase request of Zip: amount in currency_code, status, true times "
    "(UTC).",
    "approval_steps": "One row per step of an approval chain. pending_since_at is null while it is not the step's turn.",
    "purchase_orders": "One row per order, as it stood at the end of the period; amounts in currency_code, without deleted "
    "lines.",
    "purchase_order_lines": "One row per order line with its milestones (UTC). Touches are what left the expected flow: "
    "changes of "
    "price or quantity, reversals, credit memos, voided invoices, holds placed and released. Durations in seconds.",
    "purchase_order_line_versions": "One row per state of an order line: quantity and price from when to when (null: still).",
    "receipts": "One row per posting of goods; reversals have negative quantities.",
    "invoices": "One row per invoice or credit memo that was entered; invoice_amount includes tax, credit memos are negative.",
    "invoice_lines": "One row per line of an invoice.",
    "match_results": "One row per invoice line with an order: what stopped it (exception_types, in order), or that it matched.",
    "invoice_holds": "One row per hold on an invoice, numbered within it by when it was placed.",
    "payments": "One row per payment of an invoice.",
    "supplier_records": "One row per record in a master: which company it is (supplier_number), and which record comes first of "
    "those that share an identifier with it (told_identity) and of all records of that company (true_identity).",
    "suppliers": "One row per supplier: the company behind the records.",
}


def play(world: World) -> None:
    world.run("""
        -- Which day it is where the system keeps its clock: Coupa's instance in Berlin, Zip in UTC, the ERPs at their company.
        create macro system_day(system_, company_, at_) as case system_ when 'coupa' then day_in('Europe/Berlin', at_)
            when 'zip' then at_::date else local_day(company_, at_) end;
        create macro system_company(system_, company_) as case system_ when 'zip' then company_ else native_company(company_) end;
        create macro invoice_id_of(system_, company_, number_, entered_at_) as
            native_invoice_id(system_, number_, local_day(company_, entered_at_));
        create macro invoice_line_id_of(system_, company_, number_, line_, entered_at_) as
            native_invoice_line_id(system_, number_, line_, local_day(company_, entered_at_))
    """)
    _requests(world)
    _orders(world)
    _invoices(world)
    _lines(world)
    _suppliers(world)


def _truth(world: World, name: str, query: str) -> None:
    world.truth(name, DESCRIPTIONS[name], query)


def _requests(world: World) -> None:
    _truth(
        world,
        "requests",
        """
        select intake as source_system, request_no, case intake when 'zip' then native_id('zip', 'request',
            request_no) end as request_id,
            case intake when 'zip' then native_number('zip', 'request', request_no) end as request_number, request_type,
            case when decided_at < period_end() then decision else 'pending_approval' end as status,
                people.email as requester_email,
            native_account(intake, people.person_id) as requester_account,
            vendors.supplier_id, requests.cost_center as department, requests.category, amount as request_amount, currency_code,
            requests.created_at, submitted_at,
            case when decision <> 'cancelled' then known(decided_at) end as completed_at,
            case when decision = 'cancelled' then known(decided_at) end as cancelled_at, requests.company_code
        from world.requests as requests join world.people as people on people.person_id = requester_id
        left join world.zip_vendors as vendors using (supplier_number)
        where submitted_at < period_end()
        """,
    )
    _truth(
        world,
        "requisitions",
        """
        select requisitions.source_system, native_id(requisitions.source_system, 'requisition', requisition_no) as requisition_id,
            native_number(requisitions.source_system, 'requisition', requisition_no) as requisition_number,
            native_id('zip', 'request', request_no) as request_id,
            case when cancelled_at < period_end() then 'cancelled' when rejected_at < period_end() then 'rejected'
                when orders.created_at < period_end() then 'ordered' when requisitions.approved_at < period_end() then 'approved'
                when submitted_at < period_end() then 'pending_approval' else 'draft' end as status,
            email as requester_email, native_account(requisitions.source_system, requisitions.requester_id) as requester_account,
            system_company(requisitions.source_system, requisitions.company_code) as company_code, requisitions.cost_center,
            requisitions.category, amount as requisition_amount, requisitions.currency_code, requisitions.created_at,
            system_day(requisitions.source_system, requisitions.company_code, requisitions.created_at) as created_on,
            known(submitted_at) as submitted_at, known(requisitions.approved_at) as approved_at
        from world.requisitions as requisitions join world.people as people on people.person_id = requisitions.requester_id
        left join (
            select requisition_no, min(created_at) as created_at from world.orders where requisition_no is not null
                group by requisition_no
        ) as orders using (requisition_no)
        where requisitions.created_at < period_end()
        union all
        -- A purchase request of Zip is a requisition too. It is ordered where Zip itself orders.
        select 'zip', native_id('zip', 'request', requests.request_no), native_number('zip', 'request', requests.request_no),
            native_id('zip', 'request', requests.request_no),
            case when decided_at is null or decided_at >= period_end() then 'pending_approval' when decision <> 'approved'
                then decision
                when orders.created_at < period_end() then 'ordered' else 'approved' end,
            email, people.person_id::varchar, requests.company_code, requests.cost_center, requests.category, amount,
            requests.currency_code, requests.created_at, requests.created_at::date, submitted_at,
            case when decision = 'approved' then known(decided_at) end
        from world.requests as requests join world.people as people on people.person_id = requester_id
        left join world.orders as orders on orders.request_no = requests.request_no and orders.source_system = 'zip'
        where intake = 'zip' and request_type = 'purchase' and submitted_at < period_end()
        """,
    )
    # Of the ERPs those steps that came to somebody's desk; in Zip the later ones stand there from the beginning.
    world.run("""
        create macro coupa_step_id(document_type_, number_, step_) as cast(10000000 + number_ * 100
            + case document_type_ when 'requisition' then 0 else 50 end + step_ as varchar)
    """)
    _truth(
        world,
        "approval_steps",
        """
        select steps.source_system, case steps.source_system when 'coupa' then coupa_step_id(document_type, document_no,
            step_number)
                else native_step_id(steps.source_system, document_type, document_no, step_number) end as approval_step_id,
            case when steps.source_system = 'zip' and request_type = 'purchase' then 'requisition'
                else document_type end as document_type,
            case document_type when 'request' then native_id('zip', 'request', document_no)
                when 'invoice' then invoice_id_of(steps.source_system, steps.company_code, document_no, invoices.entered_at)
                else native_id(steps.source_system, document_type, document_no) end as document_id,
            step_number::bigint as step_number, people.email as approver_email,
            native_account(steps.source_system, people.person_id) as approver_account,
            case when steps.decided_at < period_end() then steps.decision when pending_since_at < period_end() then 'pending'
                when requests.decided_at < period_end() and requests.decision <> 'approved' then 'cancelled'
                    else 'upcoming' end as decision,
            known(pending_since_at) as pending_since_at, known(steps.decided_at) as decided_at
        from world.approval_steps as steps
        join world.people as people
            on people.person_id = case when steps.decided_at < period_end() then steps.approver_id else steps.asked_id end
        left join world.requests as requests on requests.request_no = case steps.document_type when 'request' then document_no end
        left join (select invoice_no, entered_at from world.invoices) as invoices
            on invoices.invoice_no = case steps.document_type when 'invoice' then document_no end
        where pending_since_at < period_end() or steps.source_system in ('zip', 'jira') and requests.submitted_at < period_end()
        """,
    )


def _orders(world: World) -> None:
    """The states of lines and orders. `world.known_lines` is what later truths stand on."""
    world.run("""
        create table world.known_lines as
        select lines.* exclude (deleted_at), known(lines.deleted_at) as deleted_at, versions.* exclude (order_no, line_number),
            orders.source_system, orders.company_code, orders.supplier_id, orders.currency_code, orders.requisition_no,
                orders.request_no,
            orders.cancelled_at < period_end() as is_cancelled, orders.closed_at < period_end() as is_closed,
            native_line_id(orders.source_system, 'purchase_order', order_no, line_number) as purchase_order_line_id,
            native_id(orders.source_system, 'purchase_order', order_no) as purchase_order_id
        from world.order_lines as lines join world.orders as orders using (order_no)
        join (
            select order_no, line_number, max_by(quantity, version_number) as quantity, max_by(unit_price,
                version_number) as unit_price,
                max_by(amount, version_number) as amount, count(*) as version_count
            from world.order_line_versions where valid_from_at < period_end() group by order_no, line_number
        ) as versions using (order_no, line_number)
        where orders.created_at < period_end()
    """)
    _truth(
        world,
        "purchase_order_line_versions",
        """
        select source_system, purchase_order_line_id, version_number::bigint as version_number, valid_from_at,
            lead(valid_from_at) over (partition by order_no, line_number order by version_number) as valid_until_at,
            versions.quantity as ordered_quantity, versions.unit_price, versions.amount as ordered_amount, currency_code,
                order_no, line_number
        from world.known_lines as lines join world.order_line_versions as versions using (order_no, line_number)
        where valid_from_at < period_end()
        """,
    )
    _truth(
        world,
        "receipts",
        """
        select source_system, native_receipt_id(source_system, receipt_no, reverses_receipt_no, posted_on) as receipt_id,
            purchase_order_line_id, purchase_order_id,
            case when reverses_receipt_no is null then 'goods_receipt_recorded'
                else 'goods_receipt_cancelled' end as receipt_type,
            case source_system when 'coupa' then day_in('Europe/Berlin', received_at) else posted_on end as posted_on,
                received_at,
            receipts.quantity as received_quantity, unit as quantity_unit, receipts.amount as received_amount, currency_code,
            case when reverses_receipt_no is not null then native_receipt_id(source_system, reverses_receipt_no, null,
                first_value(posted_on) over (partition by order_no, line_number, delivery_no
                    order by step)) end as reversed_receipt_id
        from world.receipts as receipts join world.known_lines as lines using (order_no, line_number)
        where received_at < period_end()
        """,
    )


def _invoices(world: World) -> None:
    world.run("""
        create table world.known_invoices as
        with paid as (
            select invoice_no, sum(amount) as paid_amount, max(paid_at) as last_paid_at from world.payments
            where paid_at < period_end() and (voided_at is null or voided_at >= period_end()) group by invoice_no
        ),
        held as (
            select invoice_no from world.holds where placed_at < period_end() and released_at >= period_end() group by invoice_no
        )
        select invoices.* exclude (approved_at, voided_at, paid_on), known(approved_at) as approved_at,
            known(voided_at) as voided_at,
            invoice_id_of(source_system, company_code, invoice_no, entered_at) as invoice_id,
            case when voided_at < period_end() then 'voided' when paid_amount = net_amount + tax_amount then 'paid'
                when paid_amount > 0 then 'partially_paid' when held.invoice_no is not null then 'on_hold'
                when approved_at < period_end() then 'approved' when order_no is null then 'pending_approval'
                    else 'received' end as status,
            case when paid_amount = net_amount + tax_amount then local_day(company_code, last_paid_at) end as paid_on
        from world.invoices as invoices left join paid using (invoice_no) left join held using (invoice_no)
        where entered_at < period_end()
    """)
    _truth(
        world,
        "invoices",
        """
        select source_system, invoice_id, invoice_no, invoice_number, document_type, supplier_id,
            system_company(source_system, company_code) as company_code, status,
            cast(net_amount + tax_amount as decimal(18, 4)) as invoice_amount, tax_amount, currency_code, invoiced_on,
            local_day(company_code, received_at) as received_on, due_on, approved_at,
                approved_by_id is not null as is_approved_by_person,
            paid_on, entered_at as created_at,
            system_day(source_system, company_code, entered_at) as entered_on
        from world.known_invoices
        """,
    )
    _truth(
        world,
        "invoice_lines",
        """
        select source_system, invoice_line_id_of(source_system, company_code, invoice_no, line_number,
            entered_at) as invoice_line_id,
            invoice_id, line_number, native_id(source_system, 'purchase_order', lines.order_no) as purchase_order_id,
            native_line_id(source_system, 'purchase_order', lines.order_no, order_line_number) as purchase_order_line_id,
            quantity, unit_price, amount as line_amount, currency_code, document_type
        from world.known_invoices as invoices join world.invoice_lines as lines using (invoice_no)
        """,
    )
    _truth(
        world,
        "match_results",
        """
        with raised as (
            select exceptions.invoice_no, exceptions.line_number,
                string_agg(case exception when 'receipt' then 'receipt_missing' else exception end, ','
                    order by exception) as exception_types,
                sum(breach_amount) as breach_amount, bool_and(resolved_at < period_end()) as is_resolved
            from world.match_exceptions as exceptions join world.known_invoices as invoices using (invoice_no)
            -- The matching job runs two minutes after the entry.
            where entered_at + interval 120 seconds < period_end()
            group by exceptions.invoice_no, exceptions.line_number
        )
        select source_system, invoice_line_id_of(source_system, company_code, invoice_no, line_number,
            entered_at) as invoice_line_id,
            invoice_id, native_line_id(source_system, 'purchase_order', lines.order_no,
                order_line_number) as purchase_order_line_id,
            exists (
                from world.receipts as receipts where receipts.order_no = lines.order_no
                    and receipts.line_number = order_line_number
                    and receipts.delivery_no = lines.delivery_no and reverses_receipt_no is null
                    and received_at < coalesce(approved_at, period_end())
            ) as has_receipt,
            case when exception_types is not null then 'exception' when status = 'voided' then 'voided'
                else 'matched' end as outcome,
            exception_types, is_resolved, breach_amount, status as invoice_status, document_type, is_service
        from world.known_invoices as invoices join world.invoice_lines as lines using (invoice_no)
        join (select order_no as ordered_no, is_service from world.orders) as orders on ordered_no = lines.order_no
        left join raised using (invoice_no, line_number)
        """,
    )
    _truth(
        world,
        "invoice_holds",
        """
        select source_system, invoice_id, row_number() over (partition by invoice_no
                order by placed_at, known(released_at) nulls last, hold_type, hold_no) as hold_number,
            hold_type, placed_at, known(released_at) as released_at, release_reason,
            native_hold_id(source_system, hold_no, invoice_no, line_number, hold_type, local_day(company_code,
                entered_at)) as hold_id
        from world.holds as holds join world.known_invoices as invoices using (invoice_no)
        where placed_at < period_end()
        """,
    )
    _truth(
        world,
        "payments",
        """
        select payments.source_system, case payments.source_system
                when 'coupa' then concat_ws('_', invoice_id, local_day(company_code, paid_at), payments.amount)
                else native_payment_id(payments.source_system, payment_no, invoice_no, company_code, local_day(company_code,
                    entered_at),
                    part_ := part) end as payment_id,
            invoice_id, payments.supplier_id, payments.amount as payment_amount, payments.currency_code,
            local_day(company_code, paid_at) as paid_on, coalesce(payments.voided_at < period_end(), false) as is_voided, paid_at
        from world.payments as payments join world.known_invoices as invoices using (invoice_no)
        where paid_at < period_end()
        """,
    )


def _lines(world: World) -> None:
    """Milestones and touches of each line, from what was true and not from what was exported."""
    world.run("""
        create table world.line_touches as
        select order_no, line_number, count(*) as touches from (
            select order_no, line_number from world.order_line_versions where version_number > 1 and valid_from_at < period_end()
            union all
            select order_no, line_number from world.receipts where reverses_receipt_no is not null and received_at < period_end()
            union all
            select lines.order_no, order_line_number from world.known_invoices
                join world.invoice_lines as lines using (invoice_no)
            where lines.order_no is not null and (document_type = 'credit_memo')
            union all
            select lines.order_no, order_line_number from world.known_invoices
                join world.invoice_lines as lines using (invoice_no)
            where lines.order_no is not null and status = 'voided'
            union all
            -- A hold on an invoice is one of each order line that it bills; placing and releasing it are two touches.
            select billed.order_no, order_line_number from world.holds as holds
            join (select distinct invoice_no, order_no, order_line_number from world.invoice_lines
                where order_no is not null) as billed using (invoice_no),
            unnest([placed_at, released_at]) as touched(touched_at) where touched_at < period_end() and placed_at < period_end()
        ) group by order_no, line_number;
        create table world.line_milestones as
        select order_no, line_number, first_receipt_at, receipt_count, reversed_receipt_count, first_invoice_at, invoice_count,
            first_cleared_on
        from world.known_lines
        left join (
            select order_no, line_number, min(received_at) as first_receipt_at,
                count(*) filter (where reverses_receipt_no is null) as receipt_count,
                count(*) filter (where reverses_receipt_no is not null) as reversed_receipt_count
            from world.receipts where received_at < period_end() group by order_no, line_number
        ) as received using (order_no, line_number)
        left join (
            select lines.order_no, order_line_number as line_number, min(entered_at) as first_invoice_at,
                count(*) as invoice_count,
                min(paid_on) as first_cleared_on
            from world.known_invoices join world.invoice_lines as lines using (invoice_no)
            where document_type = 'invoice' and lines.order_no is not null group by lines.order_no, order_line_number
        ) as billed using (order_no, line_number)
    """)
    _truth(
        world,
        "purchase_order_lines",
        """
        select source_system, purchase_order_line_id, purchase_order_id, native_line_number(source_system, 'purchase_order',
            line_number)
                as line_number, supplier_id,
            system_company(source_system, company_code) as company_code, cost_center, category, quantity as ordered_quantity,
            unit as quantity_unit, unit_price, amount as ordered_amount, currency_code,
            case source_system when 'zip' then native_id('zip', 'request', request_no)
                else native_id(source_system, 'requisition', requisition_no) end as requisition_id,
            needed_on, promised_on, deleted_at is not null as is_deleted,
            coalesce(is_cancelled, false) or coalesce(is_closed, false) as is_ended,
            not is_service as is_goods_receipt_expected, created_at, system_day(source_system, company_code,
                created_at) as created_on,
            first_receipt_at, first_invoice_at, first_cleared_on, coalesce(receipt_count, 0) as receipt_count,
            coalesce(reversed_receipt_count, 0) as reversed_receipt_count, coalesce(invoice_count, 0) as invoice_count,
            coalesce(touches, 0) as touch_count, coalesce(receipt_count > reversed_receipt_count, false) as is_received,
            first_invoice_at is not null as is_invoiced, first_cleared_on is not null as is_cleared,
            case when first_cleared_on is not null then coalesce(touches, 0) = 0 end as is_touchless,
            epoch(first_receipt_at)::bigint - epoch(created_at)::bigint as seconds_to_first_receipt,
            epoch(first_invoice_at)::bigint - epoch(created_at)::bigint as seconds_to_first_invoice, order_no
        from world.known_lines join world.line_milestones using (order_no, line_number) left
            join world.line_touches using (order_no, line_number)
        """,
    )
    _truth(
        world,
        "purchase_orders",
        """
        with lines as (
            select order_no, sum(ordered_amount) filter (where not is_deleted) as ordered_amount, count(*) as line_count,
                count(*) filter (where is_received and not is_deleted) as received_line_count,
                count(*) filter (where is_cleared and not is_deleted) as cleared_line_count,
                min(first_receipt_at) as first_receipt_at, min(first_invoice_at) as first_invoice_at
            from truth.purchase_order_lines group by order_no
        )
        select orders.source_system, native_id(orders.source_system, 'purchase_order', order_no) as purchase_order_id,
            native_number(orders.source_system, 'purchase_order', order_no) as purchase_order_number, orders.supplier_id,
            system_company(orders.source_system, orders.company_code) as company_code,
            case orders.source_system when 'zip' then native_id('zip', 'request', orders.request_no)
                else native_id(orders.source_system, 'requisition', requisition_no) end as requisition_id,
            buyers.email as buyer_email, native_account(orders.source_system, buyer_id) as buyer_account,
            case when cancelled_at < period_end() then 'cancelled' when closed_at < period_end() then 'closed'
                when orders.approved_at >= period_end() then 'pending_approval' else 'approved' end as approval_status,
            orders.currency_code, cast(coalesce(ordered_amount, 0) as decimal(18, 4)) as ordered_amount, line_count,
                received_line_count,
            cleared_line_count, orders.created_at as ordered_at,
            system_day(orders.source_system, orders.company_code, orders.created_at) as ordered_on, lines.first_receipt_at,
            lines.first_invoice_at, order_no, order_type
        from world.orders as orders join lines using (order_no)
        join world.people as buyers on buyers.person_id = buyer_id
        """,
    )


def _suppliers(world: World) -> None:
    _truth(world, "suppliers", "from world.suppliers")
    # Records are one by tax id, D-U-N-S number or account as far as a system tells them, or because Zip names the ERP's record.
    _truth(
        world,
        "supplier_records",
        """
        with told as (
            select records.*, suppliers.* exclude (supplier_number, supplier_name, tax_id, bank_account, email, currency_code),
                concat_ws(' ', records.source_system, supplier_id) as record,
                case when records.source_system in ('coupa', 'zip') then suppliers.duns_number end as told_duns_number
            from world.supplier_records as records join world.suppliers as suppliers using (supplier_number)
            where created_at < period_end()
        ),
        linked as (
            select told.*, external_id is not null or tax_id is not null or told_duns_number is not null
                or exists (from world.zip_vendors as vendors where vendors.external_id = told.supplier_id)
                -- SAP tells of bank accounts.
                or source_system = 'sap' and count(*) over (partition by source_system, supplier_number, bank_account) > 1
                as is_identified
            from told left join (select supplier_id, external_id from world.zip_vendors) as vendors using (supplier_id)
        )
        select source_system, supplier_id, supplier_number, supplier_name, tax_id, bank_account, email, created_at,
            is_active, coalesce(is_payment_blocked and changed_at < period_end(), false) as is_payment_blocked, country_code,
            told_duns_number as duns_number, is_identified,
            case when is_identified then min(record) over (partition by supplier_number, is_identified)
                else record end as told_identity,
            min(record) over (partition by supplier_number) as true_identity
        from linked
        """,
    )
