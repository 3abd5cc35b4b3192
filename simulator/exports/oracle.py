"""Oracle of the American company: until the move, tables of the E-Business Suite; since then, extracts of Fusion Cloud.

The company moves MOVED_AFTER_DAYS into the period, and its documents keep their ids. The E-Business Suite spells column names in
capitals and writes 05-FEB-2026 09:30:00 by its database's clock in Chicago; Fusion names attributes after view objects and writes
UTC with six decimals. Both export what changed since the last file, so that only the last state of a day is ever seen.
"""

from __future__ import annotations

from typing import NamedTuple

from simulator.export import Export, csv
from simulator.exports import erp
from simulator.score import Loss

MOVED_AFTER_DAYS = 15
MOVED_AT = f"(period_start() + interval {MOVED_AFTER_DAYS} day)"
EBS_ZONE = "America/Chicago"
ZONE = "America/New_York"  # of the people who post
FUNCTIONAL_CURRENCY = "USD"
HOLDS = {"price": "PRICE", "quantity": "QTY ORD", "receipt": "QTY REC", "manual": "MANUAL"}
RELEASES = {"price": "PRICE", "quantity": "QUANTITY", "receipt": "MATCHED", "manual": "INVOICE QUICK RELEASED"}


class Column(NamedTuple):
    """Names in Fusion and in the E-Business Suite (None: not there), and what it shows: a text, a number, a moment or a day."""

    fusion: str | None
    ebs: str | None
    shows: str
    kind: str = "text"


def stamp(at: str) -> str:
    return f"strftime({at}, '%Y-%m-%d %H:%M:%S.%f')"


def ebs_stamp(at: str) -> str:
    return f"upper(strftime(in_zone('{EBS_ZONE}', {at}), '%d-%b-%Y %H:%M:%S'))"


SPELLED = {
    "fusion": {"text": str, "number": erp.number, "moment": stamp, "day": lambda on: f"strftime({on}, '%Y-%m-%d')"},
    "ebs": {"text": str, "number": erp.number, "moment": ebs_stamp, "day": lambda on: f"upper(strftime({on}, '%d-%b-%Y'))"},
}


def day(at: str) -> str:
    return f"day_in('{ZONE}', {at})"


def case(value: str, choices: dict[str, str]) -> str:
    return f"case {value} {' '.join(f'when {key!r} then {text!r}' for key, text in choices.items())} end"


def order(number: str = "order_no") -> str:
    return f"native_id('oracle', 'purchase_order', {number})"


def order_line(number: str = "order_no", line: str = "line_number") -> str:
    return f"native_line_id('oracle', 'purchase_order', {number}, {line})"


def invoice(number: str = "invoice_no") -> str:
    return f"native_id('oracle', 'invoice', {number})"


def person(number: str) -> str:
    return f"native_account('oracle', {number})"


def flag(condition: str) -> str:
    return f"case when {condition} then 'Y' else 'N' end"


CATEGORY_IDS = """
    category_ids as (
        select category, oracle_id('category', row_number() over (order by category)) as category_id from world.categories
    )
"""
ACCOUNT = "oracle_id('account', cast(right(cost_center, 5) as bigint))"

# ---------------------------------------------------------------------------------------------- objects

REQUISITIONS = f"""
    {erp.requisitions("oracle")},
    {CATEGORY_IDS},
    items as (
        select requisitions.*, items.line_number, items.quantity, items.unit_price, category_id,
            case when currency_code <> '{FUNCTIONAL_CURRENCY}' then items.unit_price end as currency_unit_price,
            cast(round(items.unit_price * eur_per_unit / (
                select eur_per_unit from world.currencies where currency_code = '{FUNCTIONAL_CURRENCY}'), 2) as decimal(18, 4))
                as functional_price,
            native_id('oracle', 'requisition', requisition_no * 1000 + items.line_number) as line_id
        from requisitions
        join world.demand_lines as items using (demand_key)
        join category_ids using (category)
        join world.currencies as currencies using (currency_code)
    )
"""
REQUISITION = "native_id('oracle', 'requisition', requisition_no)"

REQUISITION_HEADERS = [
    Column("RequisitionHeaderId", "REQUISITION_HEADER_ID", REQUISITION),
    Column("RequisitionNumber", "SEGMENT1", "native_number('oracle', 'requisition', requisition_no)"),
    Column("DocumentStatus", None, "case when cancelled_at is not null then 'WITHDRAWN' "
        "when rejected_at is not null then 'REJECTED' when approved_at is not null then 'APPROVED' "
        "when submitted_at is not null then 'PENDING APPROVAL' else 'INCOMPLETE' end"),
    Column(None, "AUTHORIZATION_STATUS", "case when rejected_at is not null then 'REJECTED' when approved_at is not null "
        "then 'APPROVED' when submitted_at is not null and cancelled_at is null then 'IN PROCESS' else 'INCOMPLETE' end"),
    Column("ReqBuId", "ORG_ID", "native_company(company_code)"),
    Column("PreparerId", "PREPARER_ID", person("requester_id")),
    Column("CreationDate", "CREATION_DATE", "created_at", "moment"),
    Column("SubmissionDate", None, "submitted_at", "moment"),
    Column("ApprovedDate", "APPROVED_DATE", "approved_at", "moment"),
    Column(None, "CANCEL_FLAG", flag("cancelled_at is not null")),
    Column(None, "CLOSED_CODE", "'OPEN'"),
    Column("LastUpdateDate", "LAST_UPDATE_DATE", "changed_at", "moment"),
]  # fmt: skip

REQUISITION_LINES = [
    Column("RequisitionLineId", "REQUISITION_LINE_ID", "line_id"),
    Column("RequisitionHeaderId", "REQUISITION_HEADER_ID", REQUISITION),
    Column("LineNumber", "LINE_NUM", "line_number"),
    Column("CategoryId", "CATEGORY_ID", "category_id"),
    Column("Quantity", "QUANTITY", "quantity", "number"),
    Column("UnitPrice", "UNIT_PRICE", "functional_price", "number"),
    Column("CurrencyCode", "CURRENCY_CODE", "currency_code"),
    Column("CurrencyUnitPrice", "CURRENCY_UNIT_PRICE", "currency_unit_price", "number"),
    Column("CurrencyAmount", None, "null"),
    Column("RequesterId", "TO_PERSON_ID", person("requester_id")),
    Column("LineLocationId", "LINE_LOCATION_ID", f"case when order_no is not null then {order_line()} end"),
    Column("CancelFlag", "CANCEL_FLAG", flag("cancelled_at is not null")),
    Column("LastUpdateDate", "LAST_UPDATE_DATE", "changed_at", "moment"),
]

REQUISITION_DISTRIBUTIONS = [
    Column("DistributionId", "DISTRIBUTION_ID", "line_id"),
    Column("RequisitionLineId", "REQUISITION_LINE_ID", "line_id"),
    Column("CodeCombinationId", "CODE_COMBINATION_ID", ACCOUNT),
    Column("LastUpdateDate", "LAST_UPDATE_DATE", "created_at", "moment"),
]

ORDERS = f"""
    {erp.orders("oracle")},
    {erp.lines()},
    {CATEGORY_IDS},
    items as (select lines.*, category_id from lines join category_ids using (category))
"""

# The stamp of a line moves with its quantity and price alone, that of its schedule with everything.
PRICED_ORDERS = ORDERS.replace("select lines.*,", "select lines.* replace (priced_at as changed_at),")

ORDER_HEADERS = [
    Column("PoHeaderId", "PO_HEADER_ID", order()),
    Column("Segment1", "SEGMENT1", "native_number('oracle', 'purchase_order', order_no)"),
    Column("TypeLookupCode", "TYPE_LOOKUP_CODE", "'STANDARD'"),
    Column("DocumentStatus", None, "case when cancelled_at is not null then 'CANCELED' when closed_at is not null then 'CLOSED' "
        "when approved_at is not null then 'OPEN' else 'PENDING APPROVAL' end"),
    Column(None, "AUTHORIZATION_STATUS", "case when approved_at is not null then 'APPROVED' else 'IN PROCESS' end"),
    Column("PrcBuId", "ORG_ID", "native_company(company_code)"),
    Column("AgentId", "AGENT_ID", person("buyer_id")),
    Column("VendorId", "VENDOR_ID", "supplier_id"),
    Column("CurrencyCode", "CURRENCY_CODE", "currency_code"),
    Column("CreationDate", "CREATION_DATE", "created_at", "moment"),
    Column(None, "CANCEL_FLAG", flag("cancelled_at is not null")),
    Column(None, "CLOSED_CODE", "case when closed_at is not null then 'CLOSED' else 'OPEN' end"),
    Column("LastUpdateDate", "LAST_UPDATE_DATE", "changed_at", "moment"),
]  # fmt: skip

ORDER_LINES = [
    Column("PoLineId", "PO_LINE_ID", order_line()),
    Column("PoHeaderId", "PO_HEADER_ID", order()),
    Column("LineNum", "LINE_NUM", "line_number"),
    Column("CategoryId", "CATEGORY_ID", "category_id"),
    Column("Quantity", "QUANTITY", "quantity", "number"),
    Column("UnitPrice", "UNIT_PRICE", "unit_price", "number"),
    Column("Amount", "AMOUNT", "null"),
    Column("UomCode", "UNIT_MEAS_LOOKUP_CODE", "unit"),
    Column("OrderTypeLookupCode", "ORDER_TYPE_LOOKUP_CODE", "case when is_service then 'RATE' else 'QUANTITY' end"),
    Column("CreationDate", "CREATION_DATE", "created_at", "moment"),
    Column("LastUpdateDate", "LAST_UPDATE_DATE", "priced_at", "moment"),
]

SCHEDULES = [
    Column("LineLocationId", "LINE_LOCATION_ID", order_line()),
    Column("PoLineId", "PO_LINE_ID", order_line()),
    Column("NeedByDate", "NEED_BY_DATE", "needed_on", "day"),
    Column("PromisedDate", "PROMISED_DATE", "promised_on", "day"),
    Column("MatchOption", "MATCH_OPTION", "'P'"),
    Column("ReceiptRequiredFlag", "RECEIPT_REQUIRED_FLAG", flag("not is_service")),
    Column("ScheduleStatus", "CLOSED_CODE", "case when cancelled_at is not null then 'CANCELED' "
        "when not is_service and received_quantity >= quantity then "
        "case when billed_quantity >= quantity then 'CLOSED' else 'CLOSED FOR RECEIVING' end "
        "when billed_quantity >= quantity then 'CLOSED FOR INVOICING' else 'OPEN' end"),
    Column("LastUpdateDate", "LAST_UPDATE_DATE", "changed_at", "moment"),
]  # fmt: skip

ORDER_DISTRIBUTIONS = [
    Column("PoDistributionId", "PO_DISTRIBUTION_ID", order_line()),
    Column("PoLineId", "PO_LINE_ID", order_line()),
    Column("CodeCombinationId", "CODE_COMBINATION_ID", ACCOUNT),
    Column("LastUpdateDate", "LAST_UPDATE_DATE", "created_at", "moment"),
]

# What an approver has not decided yet has no action; a step that the withdrawal of its document ended was none.
DECISIONS = {"approved": "APPROVE", "rejected": "REJECT", "cancelled": "NO ACTION"}
ACTIONS = f"""
    steps as (
        select document_type, document_no, step_number, approver_id, pending_since_at,
            case when decided_at < $until then decided_at end as acted_at,
            case when decided_at < $until then {case("decision", DECISIONS)} end as action
        from world.approval_steps
        where source_system = 'oracle' and document_type in ('requisition', 'purchase_order') and pending_since_at < $until
    ),
    submissions as (
        select 'requisition' as document_type, requisition_no as document_no, requester_id as person_id, submitted_at as acted_at
        from world.requisitions where source_system = 'oracle' and submitted_at < $until
        union all
        select 'purchase_order', document_no, buyer_id, min(pending_since_at)
        from steps join world.orders as orders on order_no = document_no
        where document_type = 'purchase_order' group by document_no, buyer_id
    ),
    actions as (
        select document_type, document_no, 1 as sequence_number, 'SUBMIT' as action, acted_at, null::timestamp as assigned_at,
            person_id, acted_at as changed_at from submissions
        union all
        select document_type, document_no, 1 + step_number, action, acted_at, pending_since_at, approver_id,
            coalesce(acted_at, pending_since_at) from steps
    )
"""

ACTION_HISTORY = [
    Column("ObjectId", "OBJECT_ID", "native_id('oracle', document_type, document_no)"),
    Column("ObjectTypeCode", "OBJECT_TYPE_CODE", "case document_type when 'requisition' then 'REQ' else 'PO' end"),
    Column("ObjectSubTypeCode", "OBJECT_SUB_TYPE_CODE",
        "case document_type when 'requisition' then 'PURCHASE' else 'STANDARD' end"),
    Column("SequenceNum", "SEQUENCE_NUM", "sequence_number"),
    Column("ActionCode", "ACTION_CODE", "action"),
    Column("ActionDate", "ACTION_DATE", "acted_at", "moment"),
    Column("AssignmentDate", None, "assigned_at", "moment"),
    Column("PerformerId", "EMPLOYEE_ID", person("person_id")),
    Column("LastUpdateDate", "LAST_UPDATE_DATE", "changed_at", "moment"),
]  # fmt: skip

# Goods are received and delivered to whoever asked for them; a reversal corrects both.
RECEIPTS = """
    posted as (
        select receipts.*, orders.currency_code, lines.unit, cast(amount / quantity as decimal(18, 4)) as unit_price,
            receipts.received_at as changed_at, native_id('oracle', 'receipt', receipt_no) as transaction_id,
            native_id('oracle', 'receipt', reverses_receipt_no) as reversed_id
        from world.receipts as receipts
        join world.orders as orders using (order_no)
        join world.order_lines as lines using (order_no, line_number)
        where orders.source_system = 'oracle' and receipts.received_at < $until
    ),
    transactions as (
        select * exclude (reversed_id), case when reversed_id is null then 'RECEIVE' else 'CORRECT' end as transaction_type,
            reversed_id as parent_id from posted
        union all
        select * exclude (reversed_id)
            replace (cast(cast(transaction_id as bigint) + 100000000000 as varchar) as transaction_id),
            case when reversed_id is null then 'DELIVER' else 'CORRECT' end,
            case when reversed_id is null then transaction_id else cast(cast(reversed_id as bigint) + 100000000000 as varchar) end
        from posted
    )
"""

_RECEIPT = "RcvngRcptTrnsctnExtrctPEO"
TRANSACTIONS = [
    Column(_RECEIPT + "TransactionId", "TRANSACTION_ID", "transaction_id"),
    Column(_RECEIPT + "TransactionType", "TRANSACTION_TYPE", "transaction_type"),
    Column(_RECEIPT + "TransactionDate", "TRANSACTION_DATE", "received_at", "moment"),
    Column(_RECEIPT + "Quantity", "QUANTITY", "quantity", "number"),
    Column(_RECEIPT + "UomCode", "UNIT_OF_MEASURE", "unit"),
    Column(_RECEIPT + "ParentTransactionId", "PARENT_TRANSACTION_ID", "parent_id"),
    Column(_RECEIPT + "PoHeaderId", "PO_HEADER_ID", order()),
    Column(_RECEIPT + "PoLineId", "PO_LINE_ID", order_line()),
    Column(_RECEIPT + "PoUnitPrice", "PO_UNIT_PRICE", "unit_price", "number"),
    Column(_RECEIPT + "CurrencyCode", "CURRENCY_CODE", "currency_code"),
    Column(_RECEIPT + "CreationDate", "CREATION_DATE", "received_at", "moment"),
    Column(_RECEIPT + "LastUpdateDate", "LAST_UPDATE_DATE", "received_at", "moment"),
]

INVOICES = f"""
    {erp.invoices("oracle")},
    documents as (select *, net_amount + tax_amount as gross_amount, voided_at is not null as is_void from invoices),
    items as (
        select documents.*, lines.line_number, lines.quantity, lines.unit_price, lines.amount, lines.order_no as billed_order_no,
            order_line_number, 'ITEM' as line_type
        from documents join world.invoice_lines as lines using (invoice_no)
        union all
        select documents.*, line_count + 1, null, null, tax_amount, null, null, 'TAX'
        from documents join (select invoice_no, count(*) as line_count
            from world.invoice_lines group by invoice_no) using (invoice_no)
        where tax_amount <> 0
    )
"""

INVOICE_HEADERS = [
    Column("ApInvoicesInvoiceId", "INVOICE_ID", invoice()),
    Column("ApInvoicesInvoiceNum", "INVOICE_NUM", "invoice_number"),
    Column("ApInvoicesVendorId", "VENDOR_ID", "supplier_id"),
    Column("ApInvoicesOrgId", "ORG_ID", "native_company(company_code)"),
    Column("ApInvoicesInvoiceTypeLookupCode", "INVOICE_TYPE_LOOKUP_CODE",
        case("document_type", {"invoice": "STANDARD", "credit_memo": "CREDIT"})),
    Column("ApInvoicesInvoiceDate", "INVOICE_DATE", "invoiced_on", "day"),
    Column("ApInvoicesInvoiceReceivedDate", "INVOICE_RECEIVED_DATE", day("received_at"), "day"),
    Column("ApInvoicesInvoiceAmount", "INVOICE_AMOUNT", "case when is_void then 0 else gross_amount end", "number"),
    Column("ApInvoicesCancelledAmount", "CANCELLED_AMOUNT", "case when is_void then gross_amount end", "number"),
    Column("ApInvoicesInvoiceCurrencyCode", "INVOICE_CURRENCY_CODE", "currency_code"),
    Column("ApInvoicesPaymentStatusFlag", "PAYMENT_STATUS_FLAG",
        "case when paid_amount = 0 then 'N' when paid_amount < gross_amount then 'P' else 'Y' end"),
    Column("ApInvoicesWfapprovalStatus", "WFAPPROVAL_STATUS",
        "case when order_no is not null or document_type = 'credit_memo' then 'NOT REQUIRED' "
        "when approved_at is null then 'INITIATED' else 'WFAPPROVED' end"),
    Column("ApInvoicesApprovalStatus", "APPROVAL_STATUS",
        "case when approved_at is null then 'NEVER APPROVED' else 'APPROVED' end"),
    Column("ApInvoicesCancelledDate", "CANCELLED_DATE", "voided_at", "moment"),
    Column("ApInvoicesCreationDate", "CREATION_DATE", "entered_at", "moment"),
    Column("ApInvoicesLastUpdateDate", "LAST_UPDATE_DATE", "changed_at", "moment"),
]  # fmt: skip

_LINE = "ApInvoiceLinesAll"
INVOICE_LINES = [
    Column(_LINE + "InvoiceId", "INVOICE_ID", invoice()),
    Column(_LINE + "LineNumber", "LINE_NUMBER", "line_number"),
    Column(_LINE + "LineTypeLookupCode", "LINE_TYPE_LOOKUP_CODE", "line_type"),
    Column(_LINE + "Amount", "AMOUNT", "case when is_void then 0 else amount end", "number"),
    Column(_LINE + "OriginalAmount", "ORIGINAL_AMOUNT", "case when is_void then amount end", "number"),
    Column(_LINE + "QuantityInvoiced", "QUANTITY_INVOICED", "quantity", "number"),
    Column(_LINE + "UnitPrice", "UNIT_PRICE", "unit_price", "number"),
    Column(_LINE + "PoHeaderId", "PO_HEADER_ID", order("billed_order_no")),
    Column(_LINE + "PoLineId", "PO_LINE_ID", order_line("billed_order_no", "order_line_number")),
    Column(_LINE + "PoLineLocationId", "PO_LINE_LOCATION_ID", order_line("billed_order_no", "order_line_number")),
    Column(_LINE + "RcvTransactionId", "RCV_TRANSACTION_ID", "null"),
    Column(_LINE + "DiscardedFlag", "DISCARDED_FLAG", flag("is_void")),
    Column(_LINE + "LastUpdateDate", "LAST_UPDATE_DATE", "greatest(entered_at, voided_at)", "moment"),
]

INSTALMENTS = [
    Column("ApPaymentSchedulesAllInvoiceId", "INVOICE_ID", invoice()),
    Column("ApPaymentSchedulesAllPaymentNum", "PAYMENT_NUM", "1"),
    Column("ApPaymentSchedulesAllDueDate", "DUE_DATE", "due_on", "day"),
    Column("ApPaymentSchedulesAllLastUpdateDate", "LAST_UPDATE_DATE", "entered_at", "moment"),
]

HELD = f"""
    held as (
        select *, greatest(placed_at, released_at) as changed_at from (
            select hold_no, holds.invoice_no, hold_type, placed_at, {erp.seen("released_at")}, lines.order_no,
                lines.order_line_number
            from world.holds as holds join world.invoices as invoices using (invoice_no)
            left join world.invoice_lines as lines on lines.invoice_no = holds.invoice_no
                and lines.line_number = holds.line_number
            where source_system = 'oracle' and placed_at < $until
        )
    )
"""
HOLD_ROWS = [
    Column("ApHoldsAllHoldId", "HOLD_ID", "native_id('oracle', 'hold', hold_no)"),
    Column("ApHoldsAllInvoiceId", "INVOICE_ID", invoice()),
    Column("ApHoldsAllLineLocationId", "LINE_LOCATION_ID", order_line("order_no", "order_line_number")),
    Column("ApHoldsAllHoldLookupCode", "HOLD_LOOKUP_CODE", case("hold_type", HOLDS)),
    Column("ApHoldsAllHoldDate", "HOLD_DATE", "placed_at", "moment"),
    Column("ApHoldsAllReleaseLookupCode", "RELEASE_LOOKUP_CODE",
        f"case when released_at is not null then {case('hold_type', RELEASES)} end"),
    Column("ApHoldsAllLastUpdateDate", "LAST_UPDATE_DATE", "changed_at", "moment"),
]  # fmt: skip

# A payment that comes back is reversed by a second row; both carry the flag.
PAYMENTS = """
    known as (
        select payments.* exclude (voided_at), case when voided_at < $until then voided_at end as voided_at,
            native_id('oracle', 'payment', payment_no) as payment_id
        from world.payments as payments where source_system = 'oracle' and paid_at < $until
    ),
    paid as (
        select *, greatest(paid_at, voided_at) as changed_at from known
        union all
        select * replace (-amount as amount, voided_at as paid_at, cast(cast(payment_id as bigint) + 100000000000 as varchar)
            as payment_id), voided_at from known where voided_at is not null
    )
"""
_PAYMENT = "ApInvoicePaymentsAll"
INVOICE_PAYMENTS = [
    Column(_PAYMENT + "InvoicePaymentId", "INVOICE_PAYMENT_ID", "payment_id"),
    Column(_PAYMENT + "InvoiceId", "INVOICE_ID", invoice()),
    Column(_PAYMENT + "Amount", "AMOUNT", "amount", "number"),
    Column(_PAYMENT + "PaymentCurrencyCode", None, "currency_code"),
    Column(_PAYMENT + "AccountingDate", "ACCOUNTING_DATE", day("paid_at"), "day"),
    Column(_PAYMENT + "ReversalFlag", "REVERSAL_FLAG", flag("voided_at is not null")),
    Column(_PAYMENT + "LastUpdateDate", "LAST_UPDATE_DATE", "changed_at", "moment"),
]

SUPPLIERS = """
    vendors as (
        select records.*, suppliers.country_code, suppliers.is_active, parents.supplier_id as parent_id,
            case when records.changed_at < $until then records.changed_at else records.created_at end as updated_at
        from world.supplier_records as records
        join world.suppliers as suppliers using (supplier_number)
        left join (
            select supplier_number, min(supplier_id) as supplier_id from world.supplier_records where source_system = 'oracle'
            group by supplier_number
        ) as parents on parents.supplier_number = suppliers.parent_number
        where source_system = 'oracle' and records.created_at < $until
    ),
    listed as (select * exclude (changed_at), updated_at as changed_at from vendors)
"""
SUPPLIER_ROWS = [
    Column("VendorId", None, "supplier_id"),
    Column("Segment1", None, "'S' || right(supplier_id, 7)"),
    Column("AlternateNamePartyName", None, "supplier_name"),
    Column("EndDateActive", None, f"case when not is_active then {day('created_at')} + 60 end", "day"),
    Column("TaxpayerCountry", None, "country_code"),
    Column("IncomeTaxId", None, "tax_id"),
    Column("ParentVendorId", None, "parent_id"),
    Column("CreationDate", None, "created_at", "moment"),
    Column("LastUpdateDate", None, "changed_at", "moment"),
]

# Everybody's address, by which a person is the same one elsewhere, and what the ids of accounts and categories mean.
PEOPLE = f"""
    select {person("person_id")} as EMAIL_ADDRESS_ID, {person("person_id")} as PERSON_ID, email as EMAIL_ADDRESS,
        strftime(hired_on, '%Y-%m-%d 08:00:00') as LAST_UPDATE_DATE
    from world.people where hired_on < $until order by person_id
"""
ACCOUNTS = f"""
    select {ACCOUNT} as "CodeCombinationCodeCombinationId", '01' as "CodeCombinationSegment1",
        cost_center as "CodeCombinationSegment2", '62000' as "CodeCombinationSegment3"
    from world.cost_centers order by cost_center
"""
CATEGORIES = f"""
    with {CATEGORY_IDS}
    select category_id as "CategoryTranslationPEOCategoryId", category as "CategoryTranslationPEOCategoryName"
    from category_ids order by category
"""

# ---------------------------------------------------------------------------------------------- files

PROCUREMENT, REQUISITIONING = "prcextractam_pobiccextractam_purchasingdocument", "prcextractam_porbiccextractam_requisition"
PAYABLES = "finextractam_apbiccextractam_"


def fusion_path(view: str, extension: str = "csv") -> str:
    return f"oracle/file_fscmtopmodelam_{view}extractpvo-batch11{{until:%y%j}}88-{{until:%Y%m%d_%H%M%S}}.{extension}"


def shown(form: str, columns: list[Column]) -> str:
    named = [(getattr(column, form), SPELLED[form][column.kind](column.shows)) for column in columns]
    return ", ".join(f'{text} as "{name}"' for name, text in named if name)


def both(feed: str, view: str, table: str, columns: list[Column], ctes: str, rows: str, key: str, every: int = 7) -> list[Export]:
    """An object as both systems export it, each in its time."""
    where = f"{erp.IN_WINDOW} and $until <= {MOVED_AT}"
    query = f"with {ctes} select {shown('ebs', columns)} from {rows} where {where} order by {key}"
    path = f"oracle/{table}_{{until:%Y%m%d_%H%M%S}}.csv"
    return [
        Export(feed, path, query, csv(), every, quirks=frozenset({"repeat"})),
        fusion(feed, view, columns, ctes, f"{rows} where $until > {MOVED_AT} and", key, every),
    ]


def fusion(feed: str, view: str, columns: list[Column], ctes: str, rows: str, key: str, every: int) -> Export:
    query = f"with {ctes} select {shown('fusion', columns)} from {rows} {erp.IN_WINDOW} order by {key}"
    return Export(feed, fusion_path(view), query, csv(), every, quirks=frozenset({"overlap", "late", "repeat"}))


def keys(feed: str, view: str, attribute: str, kind: str, table: str, number: str, at: str) -> Export:
    """The keys of all documents that exist: what a later list lacks was deleted."""
    query = f"""
        select native_id('oracle', '{kind}', {number}) as "{attribute}" from world.{table}
        where source_system = 'oracle' and {at} < $until and $until > {MOVED_AT} order by 1
    """
    return Export(feed, fusion_path(view, "pecsv"), query, csv(), every=30, snapshot=True)


EXPORTS = [
    *both("oracle_requisition_headers", REQUISITIONING + "header", "PO_REQUISITION_HEADERS_ALL", REQUISITION_HEADERS,
        REQUISITIONS, "requisitions", "requisition_no"),
    *both("oracle_requisition_lines", REQUISITIONING + "line", "PO_REQUISITION_LINES_ALL", REQUISITION_LINES,
        REQUISITIONS, "items", "requisition_no, line_number", 15),
    *both("oracle_requisition_distributions", REQUISITIONING + "distribution", "PO_REQ_DISTRIBUTIONS_ALL",
        REQUISITION_DISTRIBUTIONS, REQUISITIONS, "items", "requisition_no, line_number", 30),
    *both("oracle_po_headers", PROCUREMENT + "header", "PO_HEADERS_ALL", ORDER_HEADERS, ORDERS, "orders", "order_no"),
    *both("oracle_po_lines", PROCUREMENT + "line", "PO_LINES_ALL", ORDER_LINES, PRICED_ORDERS, "items",
        "order_no, line_number", 1),
    *both("oracle_po_line_locations", PROCUREMENT + "linelocation", "PO_LINE_LOCATIONS_ALL", SCHEDULES, ORDERS, "items",
        "order_no, line_number", 15),
    *both("oracle_po_distributions", PROCUREMENT + "distribution", "PO_DISTRIBUTIONS_ALL", ORDER_DISTRIBUTIONS, ORDERS, "items",
        "order_no, line_number", 30),
    *both("oracle_action_history", PROCUREMENT + "actionhistory", "PO_ACTION_HISTORY", ACTION_HISTORY, ACTIONS, "actions",
        "document_type, document_no, sequence_number", 15),
    *both("oracle_receiving_transactions", "scmextractam_rcvbiccextractam_receivingreceipttransaction", "RCV_TRANSACTIONS",
        TRANSACTIONS, RECEIPTS, "transactions", "receipt_no, transaction_type desc, transaction_id", 15),
    *both("oracle_invoices", PAYABLES + "invoiceheader", "AP_INVOICES_ALL", INVOICE_HEADERS, INVOICES, "documents", "invoice_no"),
    *both("oracle_invoice_lines", PAYABLES + "invoiceline", "AP_INVOICE_LINES_ALL", INVOICE_LINES, INVOICES, "items",
        "invoice_no, line_number", 15),
    *both("oracle_payment_schedules", PAYABLES + "invoicepaymentschedule", "AP_PAYMENT_SCHEDULES_ALL", INSTALMENTS, INVOICES,
        "documents", "invoice_no", 30),
    *both("oracle_holds", PAYABLES + "invoicehold", "AP_HOLDS_ALL", HOLD_ROWS, HELD, "held", "hold_no", 30),
    *both("oracle_invoice_payments", PAYABLES + "paiddisbursementschedule", "AP_INVOICE_PAYMENTS_ALL", INVOICE_PAYMENTS, PAYMENTS,
        "paid", "payment_no, amount desc", 15),
    fusion("oracle_suppliers", "prcextractam_pozbiccextractam_supplier", SUPPLIER_ROWS, SUPPLIERS, "listed where",
        "supplier_id", 30),
    Export("oracle_people", "oracle/PER_EMAIL_ADDRESSES_{until:%Y%m%d}.csv", PEOPLE, csv(), every=90, snapshot=True),
    Export("oracle_code_combinations", fusion_path("finextractam_glbiccextractam_codecombination"), ACCOUNTS, csv(), every=90,
        snapshot=True),
    Export("oracle_categories", fusion_path("scmextractam_egpbiccextractam_category"), CATEGORIES, csv(), every=90,
        snapshot=True),
    keys("oracle_requisition_header_keys", REQUISITIONING + "header", "RequisitionHeaderId", "requisition", "requisitions",
        "requisition_no", "created_at"),
    keys("oracle_po_header_keys", PROCUREMENT + "header", "PoHeaderId", "purchase_order", "orders", "order_no", "created_at"),
    keys("oracle_invoice_keys", PAYABLES + "invoiceheader", "ApInvoicesInvoiceId", "invoice", "invoices", "invoice_no",
        "entered_at"),
]  # fmt: skip

LOSSES = {
    "fct_requisitions": (
        Loss("oracle", "request_id", "the extract does not name the request that a requisition answers",
            "request_id is not null"),
        Loss("oracle", "requisition_amount", "withdrawn lines are cancelled and count no more", "status = 'cancelled'"),
    ),
    "fct_approval_steps": (
        Loss("oracle", "*", "approvals of invoices are not in the history of purchasing documents", "document_type = 'invoice'"),
    ),
    **erp.unseen_versions("oracle"),
    "fct_invoices": (
        Loss("oracle", "approved_at", "invoices tell that they are approved, not since when", "approved_at is not null"),
    ),
    "fct_match_results": (
        Loss("oracle", "exception_types", "what is billed before it is received is held as any excess",
            "exception_types like '%receipt_missing%'"),
        Loss("oracle", "breach_amount", "a hold has no amount; that of a price follows from the order",
            "breach_amount is not null and exception_types not like '%price%'"),
    ),
    "fct_invoice_holds": (
        Loss("oracle", "hold_type", "what is billed before it is received is held as any excess", "hold_type = 'receipt'"),
    ),
    "dim_suppliers": (
        Loss("oracle", "is_payment_blocked", "the extract of Fusion does not tell of blocked payments", "is_payment_blocked"),
        Loss("oracle", "email_key", "addresses are with the contacts of a supplier", "email_key is not null"),
    ),
}  # fmt: skip
