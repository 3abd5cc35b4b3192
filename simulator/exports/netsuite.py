"""NetSuite of the British company: tables of SuiteAnalytics as CSV, and now and then the result of a saved search.

The account keeps the clock of its headquarters on the American west coast, writes hours without a leading zero, and numbers all
transactions in one sequence. It has no approval steps, no exceptions of matching and no reversal of a receipt: what happened is
in the system notes, and a receipt that was wrong is deleted.
"""

from __future__ import annotations

from simulator.export import Export, csv
from simulator.exports import erp
from simulator.score import Loss

ZONE = "America/Los_Angeles"  # of the account
OFFICE_ZONE = "Europe/London"  # of the people who date documents
SUBSIDIARY = "native_company('HL30')"
STATUSES = {  # before and after, by kind of document
    "requisition": ("Pending Approval", "Pending Order", "Rejected"),
    "purchase_order": ("Pending Supervisor Approval", "Pending Receipt", "Rejected by Supervisor"),
    "invoice": ("Pending Approval", "Open", "Rejected"),
}


def local(at: str) -> str:
    return f"in_zone('{ZONE}', {at})"


def stamp(at: str) -> str:
    return f"strftime({local(at)}, '%Y-%m-%d %-H:%M:%S')"


def shown(at: str) -> str:
    """As forms and searches show a moment: 2/5/2026 9:30 am."""
    return f"lower(strftime({local(at)}, '%-m/%-d/%Y %-I:%M %p'))"


def day(on: str) -> str:
    return f"strftime({on}, '%Y-%m-%d 0:00:00')"


def office_day(at: str) -> str:
    return f"day_in('{OFFICE_ZONE}', {at})"


def flag(condition: str) -> str:
    return f"case when {condition} then 'T' else 'F' end"


def transaction(kind: str, number: str | None = None) -> str:
    return f"netsuite_id('{kind}', {number or kind + '_no'})"


ORDER = transaction("purchase_order", "order_no")
CLASSES = "classes as (select category, 10 + row_number() over (order by category) as class_id from world.categories)"
CURRENCIES = (
    "currencies as (select currency_code, row_number() over (order by currency_code) as currency_id from world.currencies)"
)

# An order changes whenever one of its lines does.
DOCUMENTS = f"""
    {CLASSES},
    {CURRENCIES},
    {erp.requisitions("netsuite")},
    {erp.orders("netsuite")},
    {erp.lines()},
    totals as (
        select order_no, max(changed_at) as last_changed_at, coalesce(sum(amount) filter (where deleted_at is null), 0) as amount,
            bool_and(received_quantity >= quantity) filter (where not is_service and deleted_at is null) as is_received,
            bool_or(received_quantity > 0) filter (where deleted_at is null) as has_receipt,
            bool_and(billed_quantity >= quantity) filter (where deleted_at is null) as is_billed,
            bool_or(billed_quantity > 0) filter (where deleted_at is null) as has_bill
        from lines group by order_no
    ),
    known_receipts as (
        select receipts.* exclude (reverses_receipt_no), deletions.received_at as deleted_at, orders.supplier_id,
            orders.currency_code,
            lines.unit, lines.is_service, coalesce(deletions.received_at, receipts.received_at) as changed_at
        from world.receipts as receipts
        join orders using (order_no)
        join world.order_lines as lines using (order_no, line_number)
        left join world.receipts as deletions on deletions.reverses_receipt_no = receipts.receipt_no
            and deletions.received_at < $until
        where receipts.reverses_receipt_no is null and receipts.received_at < $until
    ),
    {erp.invoices("netsuite")},
    payments as (
        select payments.* exclude (voided_at), {erp.seen("voided_at", of="payments")}
        from world.payments as payments where source_system = 'netsuite' and paid_at < $until
    )
"""

TRANSACTIONS = f"""
    with {DOCUMENTS},
    transactions as (
        select {transaction("requisition")} as id, 'PurchReq' as type,
            native_number('netsuite', 'requisition', requisition_no) as tranid, {office_day("created_at")} as trandate,
                created_at,
            case when cancelled_at is not null then 'H' when rejected_at is not null then 'C' when order_no is not null then 'F'
                when approved_at is not null then 'B' else 'A' end as status,
            native_account('netsuite', requester_id) as entity, requester_id as employee_id, currency_code, changed_at
        from requisitions
        union all by name
        select {ORDER} as id, 'PurchOrd' as type, native_number('netsuite', 'purchase_order', order_no) as tranid,
            {office_day("created_at")} as trandate, created_at,
            case when cancelled_at is not null or closed_at is not null then 'H' when approved_at is null then 'A'
                when is_billed then 'G' when coalesce(is_received, true) then 'F' when has_receipt and has_bill then 'E'
                when has_receipt then 'D' else 'B' end as status,
            supplier_id as entity, buyer_id as employee_id, currency_code, greatest(changed_at, last_changed_at) as changed_at
        from orders join totals using (order_no)
        union all by name
        select {transaction("receipt")} as id, 'ItemRcpt' as type, 'IR' || receipt_no as tranid, posted_on as trandate,
            received_at as created_at, supplier_id as entity, currency_code, changed_at, deleted_at
        from known_receipts
        union all by name
        select {transaction("invoice")} as id, case when document_type = 'invoice' then 'VendBill' else 'VendCred' end as type,
            invoice_number as tranid, invoiced_on as trandate, entered_at as created_at,
            case when document_type = 'invoice' then due_on end as duedate,
            case when voided_at is not null then 'C' when paid_amount >= net_amount + tax_amount and paid_amount > 0 then 'B'
                when approved_at is null and document_type = 'invoice' then 'D' else 'A' end as status,
            supplier_id as entity, currency_code, voided_at is not null as is_void, is_held, changed_at
        from invoices
        union all by name
        select {transaction("payment")} as id, 'VendPymt' as type, 'PAY' || payment_no as tranid,
            {office_day("paid_at")} as trandate, paid_at as created_at, supplier_id as entity, currency_code,
            voided_at is not null as is_void, greatest(paid_at, voided_at) as changed_at
        from payments
    )
    select id, type, tranid, {day("trandate")} as trandate, {stamp("created_at")} as createddate, {day("duedate")} as duedate,
        status, entity, native_account('netsuite', employee_id) as employee, currency_id as currency, {flag("is_void")} as voided,
        {flag("is_held")} as paymenthold, {stamp("changed_at")} as lastmodifieddate, {stamp("deleted_at")} as date_deleted
    from transactions join currencies using (currency_code)
    where {erp.IN_WINDOW} order by cast(id as bigint)
"""

# The main line is the total of a transaction, what is owed a credit and so negative; tax has lines of its own. `stamped_at` is
# the line's own stamp: that of an order line moves with its quantity and price alone, and a deleted row keeps it.
LINES = f"""
    with {DOCUMENTS},
    all_lines as (
        select {transaction("requisition")} as transaction, 0 as id, -amount as amount, created_at, created_at as changed_at
        from requisitions
        union all by name
        select {transaction("requisition")} as transaction, items.line_number as id,
            case when is_service then 'Service' else 'NonInvtPart' end as item_type, items.quantity, unit, unit_price as rate,
            money(items.quantity * unit_price, currency_code) as amount, cost_center, category, order_no is not null as is_closed,
            created_at, created_at as stamped_at, greatest(created_at, ordered_at) as changed_at
        from requisitions join world.demand_lines as items using (demand_key)
        union all by name
        select {ORDER} as transaction, 0 as id, -totals.amount as amount, created_at,
            greatest(changed_at, last_changed_at) as changed_at
        from orders join totals using (order_no)
        union all by name
        select {ORDER} as transaction, line_number as id, case when is_service then 'Service' else 'NonInvtPart' end as item_type,
            quantity, received_quantity as received, unit, unit_price as rate, amount, cost_center, category,
            promised_on as expected_on, needed_on, cancelled_at is not null or closed_at is not null as is_closed,
            {transaction("requisition")} as created_from, created_at, priced_at as stamped_at, changed_at,
            deleted_at
        from lines
        union all by name
        select {transaction("receipt")} as transaction, 1 as id, 'NonInvtPart' as item_type, quantity, unit,
            cast(amount / quantity as decimal(18, 4)) as rate, amount, {ORDER} as created_from, received_at as created_at,
            received_at as changed_at
        from known_receipts
        union all by name
        select {transaction("invoice")} as transaction, 0 as id, -(net_amount + tax_amount) as amount, entered_at as created_at,
            entered_at as changed_at
        from invoices
        union all by name
        select {transaction("invoice")} as transaction, billed.line_number as id,
            case ordered.is_service when true then 'Service' when false then 'NonInvtPart' end as item_type, billed.quantity,
            ordered.unit, billed.unit_price as rate, billed.amount, invoices.cost_center, ordered.category,
            {transaction("purchase_order", "billed.order_no")} as created_from, entered_at as created_at, entered_at as changed_at
        from invoices join world.invoice_lines as billed using (invoice_no)
        left join world.order_lines as ordered
            on ordered.order_no = billed.order_no and ordered.line_number = billed.order_line_number
        union all by name
        select {transaction("invoice")} as transaction, count(*) + 1 as id, tax_amount as amount, true as is_tax,
            entered_at as created_at, entered_at as changed_at
        from invoices join world.invoice_lines using (invoice_no) where tax_amount <> 0 group by all
        union all by name
        select {transaction("payment")} as transaction, line as id, case line when 0 then -amount else amount end as amount,
            paid_at as created_at, paid_at as changed_at
        from payments, unnest([0, 1]) as parts(line)
    )
    select transaction, id, id as linesequencenumber, {flag("id = 0")} as mainline, {flag("is_tax")} as taxline,
        item_type as itemtype, {erp.number("quantity")} as quantity, {erp.number("received")} as quantityshiprecv, unit as units,
        {erp.number("rate")} as rate, {erp.number("amount")} as foreignamount, right(cost_center, 5) as department,
        class_id as class, {SUBSIDIARY} as subsidiary, {day("expected_on")} as expectedreceiptdate, {day("needed_on")} as duedate,
        {flag("is_closed")} as isclosed, created_from as createdfrom, {stamp("created_at")} as linecreateddate,
        {stamp("coalesce(stamped_at, changed_at)")} as linelastmodifieddate, {stamp("deleted_at")} as date_deleted
    from all_lines left join classes using (category)
    where {erp.IN_WINDOW} order by cast(transaction as bigint), id
"""

LINKS = f"""
    with links as (
        select {ORDER} as previousdoc, line_number as previousline, {transaction("receipt")} as nextdoc, 1 as nextline,
            'ShipRcpt' as linktype, null::decimal(18, 4) as amount, received_at as changed_at
        from world.receipts join world.orders using (order_no)
        where source_system = 'netsuite' and reverses_receipt_no is null
        union all
        select {transaction("purchase_order", "lines.order_no")}, order_line_number, {transaction("invoice")}, line_number,
            'OrdBill', null, entered_at
        from world.invoice_lines as lines join world.invoices using (invoice_no)
        where source_system = 'netsuite' and lines.order_no is not null
        union all
        select {transaction("invoice")}, 0, {transaction("payment")}, 1, 'Payment', amount, paid_at
        from world.payments where source_system = 'netsuite'
    )
    select previousdoc, previousline, nextdoc, nextline, linktype, {erp.number("amount")} as foreignamount
    from links where {erp.IN_WINDOW} order by linktype, cast(nextdoc as bigint), nextline
"""


def _status(position: int) -> str:
    names = " ".join(f"when '{kind}' then '{names[position]}'" for kind, names in STATUSES.items())
    return f"case document_type {names} end"


# Being named, handing on, deciding: what the notes tell of an approval. Names stand as the form shows them.
NOTES = f"""
    with owners as (
        select 'requisition' as document_type, requisition_no as document_no, requester_id as owner_id from world.requisitions
        union all select 'purchase_order', order_no, buyer_id from world.orders
        union all select 'invoice', invoice_no, entered_by_id from world.invoices
    ),
    steps as (
        select steps.*, people.family_name || ', ' || people.given_name as asked_name,
            lead(people.family_name || ', ' || people.given_name) over document as next_name, owner_id
        from world.approval_steps as steps
        join world.people as people on people.person_id = asked_id
        join owners using (document_type, document_no)
        where steps.source_system = 'netsuite'
        window document as (partition by steps.document_type, document_no order by step_number)
    ),
    notes as (
        select document_type, document_no, 95 as event, pending_since_at as changed_at, owner_id as person_id,
            'TRANDOC.KNEXTAPPROVER' as field, null as old, asked_name as new
        from steps where step_number = 1
        union all
        select document_type, document_no, step_number, decided_at, approver_id, 'TRANDOC.KNEXTAPPROVER', asked_name, next_name
        from steps where decision = 'approved' and next_name is not null
        union all
        select document_type, document_no, step_number, decided_at, case when decision = 'cancelled' then owner_id
            else approver_id end, 'TRANDOC.KSTATUS', {_status(0)},
            case decision when 'approved' then {_status(1)} when 'rejected' then {_status(2)} else 'Closed' end
        from steps where decision in ('rejected', 'cancelled') or decision = 'approved' and next_name is null
        union all
        select document_type, document_no, 96, decided_at, case when decision = 'cancelled' then owner_id else approver_id end,
            'TRANDOC.KNEXTAPPROVER', asked_name, null
        from steps where decision in ('rejected', 'cancelled') or decision = 'approved' and next_name is null
        union all
        select 'invoice', invoice_no, 90 + event, at_, person_id, 'TRANDOC.BPAYMENTHOLD', old, new
        from world.holds join world.invoices using (invoice_no),
        lateral (
            select 0 as event, placed_at as at_, entered_by_id as person_id, 'F' as old, 'T' as new
            union all select 1, released_at, released_by_id, 'T', 'F'
        ) as marks
        where source_system = 'netsuite'
    )
    select netsuite_note(document_type, document_no, event) as id, netsuite_id(document_type, document_no) as recordid,
        '-30' as recordtypeid, {stamp("changed_at")} as date, native_account('netsuite', person_id) as name, field, old
            as oldvalue, new as newvalue
    from notes where {erp.IN_WINDOW} order by changed_at, cast(id as bigint)
"""

DELETIONS = f"""
    select 'itemReceipt' as type, {transaction("receipt", "reverses_receipt_no")} as recordid, {stamp("received_at")}
        as deleteddate
    from world.receipts join world.orders using (order_no)
    where source_system = 'netsuite' and reverses_receipt_no is not null and received_at >= $since and received_at < $until
    order by received_at, receipt_no
"""

VENDORS = f"""
    select supplier_id as id, 'V' || supplier_id as entityid, records.supplier_name as companyname, {flag("not is_active")}
        as isinactive,
        {stamp("records.created_at")} as datecreated, null as externalid, records.email, records.tax_id as taxidnum,
        country_code as billcountry,
        {stamp("case when changed_at < $until then changed_at else records.created_at end")} as lastmodifieddate, null
            as date_deleted
    from world.supplier_records as records join world.suppliers as suppliers using (supplier_number)
    where source_system = 'netsuite' and records.created_at < $until
        and (records.created_at >= $since or changed_at >= $since and changed_at < $until)
    order by supplier_id
"""

EMPLOYEES = """
    select native_account('netsuite', person_id) as id, email, strftime(hired_on, '%Y-%m-%d 9:00:00') as lastmodifieddate
    from world.people where hired_on < $until order by person_id
"""

# What a buyer saved as a search: the orders of the last weeks, a row per order and one per line, as the form shows them.
SEARCH = f"""
    with {DOCUMENTS},
    rows as (
        select orders.order_no, 0 as line_id, '*' as main_line, null as class, null as department,
            null::decimal(18, 4) as quantity, null::decimal(18, 4) as rate, amount
        from orders join totals using (order_no)
        union all
        select order_no, line_number, null, category, cost_center, quantity, unit_price, amount
        from lines where deleted_at is null
    )
    select {ORDER} as "Internal ID", line_id as "Line ID", main_line as "*", native_number('netsuite', 'purchase_order', order_no)
            as "Document Number", strftime({office_day("orders.created_at")}, '%-m/%-d/%Y') as "Date",
        'V' || orders.supplier_id || ' ' || supplier_name as "Name",
        case when cancelled_at is not null or closed_at is not null then 'Purchase Order : Closed' when approved_at is null
            then 'Purchase Order : Pending Supervisor Approval' else 'Purchase Order : Pending Receipt' end as "Status",
        class as "Class", department as "Department", {erp.number("quantity")} as "Quantity",
        format('{{:,.2f}}', cast(rate as double)) as "Item Rate",
        format('{{:,.2f}}', cast(amount as double)) as "Amount (Foreign Currency)", currency_code as "Currency",
        {shown("orders.created_at")} as "Date Created", {shown("orders.changed_at")} as "Last Modified"
    from rows join orders using (order_no)
    join world.supplier_records as records on records.source_system = 'netsuite' and records.supplier_id = orders.supplier_id
    where orders.created_at >= $since order by order_no, line_id
"""


def table(name: str, query: str, every: int, *quirks: str, snapshot: bool = False) -> Export:
    path = f"netsuite/{name}_{{until:%Y%m%d_%H%M%S}}.csv"
    return Export(f"netsuite_{name}", path, query, csv(), every, snapshot, frozenset({"repeat", *quirks}))


EXPORTS = [
    table("transaction", TRANSACTIONS, 7, "overlap", "late"),
    # What a line shows of receipts changes without its stamp: a late file would show less.
    table("transactionline", LINES, 1, "overlap"),
    table("nexttransactionlinelink", LINKS, 15, "overlap", "late"),
    table("systemnote", NOTES, 15, "overlap", "late"),
    table("deletedrecord", DELETIONS, 30, "overlap", "late"),
    table("vendor", VENDORS, 30, "overlap", "late"),
    table("employee", EMPLOYEES, 90, snapshot=True),
    table("currency", f"with {CURRENCIES} select currency_id as id, currency_code as symbol from currencies order by 1", 90,
        snapshot=True),
    table("department", "select right(cost_center, 5) as id, cost_center as name from world.cost_centers "
        "where company_code = 'HL30' order by 1", 90, snapshot=True),
    table("classification", f"with {CLASSES} select class_id as id, category as name from classes order by 1", 90, snapshot=True),
    Export("netsuite_purchase_order_search", "netsuite/PurchaseOrderSearch_{until:%Y%m%d}.csv", SEARCH, csv(), every=30),
]  # fmt: skip

LOSSES = {
    "fct_requisitions": (
        Loss("netsuite", "request_id", "a requisition does not name the request that it answers", "request_id is not null"),
        Loss("netsuite", "status", "what is withdrawn is closed", "status = 'cancelled'"),
    ),
    "fct_approval_steps": (
        Loss("netsuite", "*", "who is awaited is a name in the notes, and no decision yet", "decision = 'pending'"),
        Loss("netsuite", "approver_key", "the note names who withdrew the document", "decision = 'cancelled'"),
    ),
    "fct_purchase_orders": (
        Loss("netsuite", "approval_status", "an order is cancelled by closing it", "approval_status = 'cancelled'"),
    ),
    **erp.unseen_versions("netsuite"),
    "fct_invoices": (
        Loss("netsuite", "status", "whatever a bill waits for, it is pending approval", "status = 'received'"),
        Loss("netsuite", "approved_at", "bills tell that they are approved, not since when", "approved_at is not null"),
        Loss("netsuite", "received_on", "a bill has the day of its entry alone", "received_on <> cast(created_at as date)"),
        Loss("netsuite", "due_on", "a credit is never due", "document_type = 'credit_memo'"),
    ),
    "fct_match_results": tuple(
        Loss("netsuite", column, "bills are linked to orders whether they match or not", f"{column} is not null and {where}")
        for column, where in (
            ("outcome", "outcome = 'exception'"), ("exception_types", "true"), ("is_resolved", "true"), ("breach_amount", "true"),
        )
    ),
    "fct_invoice_holds": (
        Loss("netsuite", "hold_type", "payment of a bill is held, whatever the reason", "true"),
    ),
    "dim_suppliers": (
        Loss("netsuite", "is_payment_blocked", "payment is held bill by bill"),
    ),
}  # fmt: skip
