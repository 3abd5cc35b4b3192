"""Coupa in its two deliveries: flat files of what was approved, issued or posted, and pages of the REST API with everything.

Flat files hold several kinds of rows, each kind with a header row of its own, all padded to the same width and quoted throughout.
An order comes again with every revision, an invoice when it is voided; what was paid comes as reconciliation lines.
"""

from __future__ import annotations

from simulator.export import Export, json_page, lines, on_page
from simulator.score import Loss

PAGE = json_page("[", "]")
STAMPED = frozenset({"overlap", "late", "repeat"})
ZONE = "Europe/Berlin"  # of the Coupa instance, wherever its users sit


def latest(*moments: str) -> str:
    """The update stamp at $until: the latest of the moments that have come."""
    return f"list_max(list_filter([{', '.join(moments)}], lambda moment: moment < $until))"


def stamp(moment: str) -> str:
    """An instant with the offset of the instance's zone."""
    local = f"in_zone('{ZONE}', {moment})"
    return f"strftime({local}, '%Y-%m-%dT%H:%M:%S') || '+0' || datediff('hour', {moment}, {local}) || ':00'"


def midnight(day: str) -> str:
    """A day, as Coupa keeps it: midnight in the zone of the instance."""
    return stamp(f"from_zone('{ZONE}', cast({day} as timestamp))")


class Rows:
    """A multi-record file: kinds of rows with their columns,
    all as wide as the widest. `#2` marks a second column of one name."""

    def __init__(self, **kinds: list[str]) -> None:
        self.kinds = kinds
        self.width = max(len(columns) for columns in kinds.values())

    def header(self) -> str:
        """A header row for each kind."""
        return "".join(
            ",".join(f'"{name.removesuffix("#2")}"' for name in [*columns, *[""] * (self.width - len(columns))]) + "\n"
            for columns in self.kinds.values()
        )

    def row(self, kind: str, values: dict[str, str]) -> str:
        """SQL for the text of a row: `values` are expressions by column, whatever is not named is empty."""
        unknown = set(values) - set(self.kinds[kind])
        if unknown:
            raise ValueError(f"rows of the kind {kind} have no columns {sorted(unknown)}")
        columns = self.kinds[kind]
        cells = [f"coalesce(cast({values[name]} as varchar), '')" if name in values else "''" for name in columns]
        cells += ["''"] * (self.width - len(columns))
        quoted = ", ".join(f"replace({cell}, '\"', '\"\"')" if cell != "''" else cell for cell in cells)
        return f"'\"' || concat_ws('\",\"', {quoted}) || '\"'"


def _person(alias: str) -> str:
    return (
        f"{{'id': {alias}.person_id, 'login': {alias}.email, 'email': {alias}.email, 'employee-number': null, "
        f"'firstname': {alias}.given_name, 'lastname': {alias}.family_name}}"
    )


# -- requisitions

REQUISITION_STATE = f"""
    with shown as (
        select requisitions.*, orders.order_no, orders.created_at as ordered_at,
            {
    latest("requisitions.created_at", "submitted_at", "requisitions.approved_at", "rejected_at", "orders.created_at")
} as updated_at,
            requisitions.created_at as requisition_created_at
        from world.requisitions as requisitions
        left join world.orders as orders using (requisition_no)
        where requisitions.source_system = 'coupa' and requisitions.created_at < $until
    )
"""

REQUISITIONS_API = f"""
    {REQUISITION_STATE},
    page as (from shown where {on_page("updated_at")}),
    items as (
        select requisition_no, list({{
            'id': requisition_no * 100 + line_number, 'line-num': line_number, 'description': description,
            'quantity': quantity::decimal(18, 1)::varchar, 'unit-price': amount_text(unit_price, currency_code),
            'total': amount_text(quantity * unit_price, currency_code), 'currency': {{'code': currency_code}},
            'commodity': {{'name': category}},
            'account': {{'code': company_code || '-' || cost_center, 'segment-1': company_code, 'segment-2': cost_center,
                'account-type': {{'name': company_code}}}}}} order by line_number) as lines
        from world.requisitions join world.demand_lines using (demand_key)
        where source_system = 'coupa' and requisition_no in (select requisition_no from page) group by requisition_no
    )
    select native_id('coupa', 'requisition', requisition_no)::bigint as id, {stamp("requisition_created_at")} as "created-at",
        {stamp("updated_at")} as "updated-at",
        case when ordered_at < $until then 'ordered' when approved_at < $until then 'approved' when rejected_at < $until
            then 'draft'
            when submitted_at < $until then 'pending_approval' else 'cart' end as status,
        null as justification,
        case when rejected_at < $until then 'Not in the budget of ' || lower(category) end as "reject-reason-comment",
        case when submitted_at < $until then {stamp("submitted_at")} end as "submitted-at",
        amount_text(amount, currency_code) as total, {{'code': currency_code}} as currency,
        {_person("people")} as "requested-by", {_person("people")} as "created-by", items.lines as "requisition-lines"
    from page join items using (requisition_no) join world.people as people on people.person_id = requester_id
    order by page.updated_at, requisition_no
"""

REQUISITION_ROWS = Rows(
    Header=[
        "Record Type", "Requisition Id", "Submitted At Date", "Status", "Buyer Note", "Justification", "Reject Reason", "Total",
        "Currency Code", "Requested By Employee Number", "Requested by Login", "Requested by Email", "Department",
        "Ship To Address Name", "Department", "Created At Date", "Updated At Date", "Approved by Login", "Approved by Email",
        "Created by Login", "Created by Email",
    ],
    Line=[
        "Record Type", "Requisition Header Id", "Line Number", "Description", "Need By Date", "Price", "Total Quantity",
        "Line Total",
        "Currency Code", "Supplier Number", "Supplier Name", "Unit of Measure", "Commodity Name", "Chart of Account Name",
        "Account Code",
        "Segment 1", "Segment 2", "Created At", "Updated At",
    ],
)  # fmt: skip

REQUISITION_HEADER = REQUISITION_ROWS.row("Header", {
    "Record Type": "'Header'", "Requisition Id": "native_id('coupa', 'requisition', requisition_no)",
    "Submitted At Date": stamp("submitted_at"), "Status": "'approved'",
    "Justification": "case when amount_eur > 10000 then 'Agreed with ' || department || ',' || chr(10) || 'see the \"plan\"' end",
    "Total": "amount_text(amount, currency_code)", "Currency Code": "currency_code", "Requested by Login": "email",
    "Requested by Email": "email", "Department": "department", "Created At Date": stamp("created_at"),
    "Updated At Date": stamp("approved_at"), "Approved by Login": "approvers", "Approved by Email": "approvers",
    "Created by Login": "email", "Created by Email": "email"
})  # fmt: skip

REQUISITION_LINE = REQUISITION_ROWS.row("Line", {
    "Record Type": "'Line'", "Requisition Header Id": "native_id('coupa', 'requisition', requisition_no)",
    "Line Number": "line_number", "Description": "description", "Price": "amount_text(unit_price, currency_code)",
    "Total Quantity": "quantity::decimal(18, 1)", "Line Total": "amount_text(quantity * unit_price, currency_code)",
    "Currency Code": "currency_code", "Supplier Number": "100000 + supplier_number", "Supplier Name": "supplier_name",
    "Unit of Measure": "unit", "Commodity Name": "category", "Chart of Account Name": "company_code",
    "Account Code": "company_code || '-' || cost_center", "Segment 1": "company_code", "Segment 2": "cost_center",
    "Created At": stamp("created_at"), "Updated At": stamp("created_at")
})  # fmt: skip

REQUISITIONS_FLAT = f"""
    with approved as (
        select requisitions.*, centers.department, people.email, suppliers.supplier_name,
            (select string_agg(approvers.email, ',' order by step_number) from world.approval_steps as steps
             join world.people as approvers on approvers.person_id = steps.approver_id
             where steps.source_system = 'coupa' and document_type = 'requisition' and document_no = requisition_no) as approvers
        from world.requisitions as requisitions
        join world.people as people on people.person_id = requester_id
        join world.cost_centers as centers on centers.cost_center = requisitions.cost_center
        join world.suppliers as suppliers on suppliers.supplier_number = requisitions.supplier_number
        where requisitions.source_system = 'coupa' and approved_at >= $since and approved_at < $until
    ),
    written as (
        select approved_at, requisition_no, 0 as line_number, {REQUISITION_HEADER} as text
        from approved
        union all
        select approved_at, requisition_no, line_number, {REQUISITION_LINE}
        from approved join world.demand_lines using (demand_key)
    )
    select text from written order by approved_at, requisition_no, line_number
"""

# -- orders

ORDERS_API = f"""
    with shown as (
        select *, {latest("created_at", "changed_at", "cancelled_at", "closed_at")} as updated_at
        from world.orders as orders left join (
            select order_no, max(valid_from_at) filter (where valid_from_at < $until) as changed_at
            from world.order_line_versions group by order_no) as changes using (order_no)
        where source_system = 'coupa' and created_at < $until
    ),
    page as (from shown where {on_page("updated_at")}),
    versions as (
        select order_no, line_number, max(version_number) as version_number from world.order_line_versions
        where valid_from_at < $until and order_no in (select order_no from page) group by order_no, line_number
    ),
    items as (
        select order_no, sum(versions.amount) as total, list({{
            'id': native_line_id('coupa', 'purchase_order', order_no, line_number)::bigint,
                'created-at': {stamp("lines.created_at")},
            'updated-at': {stamp("versions.valid_from_at")}, 'line-num': line_number::varchar, 'type': 'OrderQuantityLine',
            'description': description, 'price': amount_text(unit_price, currency_code), 'quantity': quantity::decimal(18,
                1)::varchar,
            'total': amount_text(versions.amount, currency_code), 'need-by-date': {midnight("needed_on")}, 'status': 'created',
            'version': version_number, 'currency': {{'code': currency_code}}, 'uom': {{'code': unit}},
            'commodity': {{'name': lines.category}},
            'account': {{'code': company_code || '-' || lines.cost_center, 'segment-1': company_code,
            'segment-2': lines.cost_center,
                'account-type': {{'name': company_code}}}}}} order by line_number) as lines
        from versions as latest join world.order_line_versions as versions using (order_no, line_number, version_number)
        join world.order_lines as lines using (order_no, line_number) join world.orders using (order_no)
        where orders.source_system = 'coupa' group by order_no
    )
    select native_id('coupa', 'purchase_order', order_no)::bigint as id, {stamp("page.created_at")} as "created-at",
        {stamp("updated_at")} as "updated-at", native_number('coupa', 'purchase_order', order_no) as "po-number",
        case when closed_at < $until then 'closed' when cancelled_at < $until then 'cancelled' else 'issued' end as status,
        'sent_via_email' as "transmission-status", amount_text(items.total, currency_code) as total,
            {{'code': currency_code}} as currency,
        case when requisition_no is not null then {{'id': native_id('coupa', 'requisition', requisition_no)::bigint}} end
            as "requisition-header",
        {_person("people")} as "created-by",
        {{'id': page.supplier_id::bigint, 'name': records.supplier_name,
        'number': (100000 + page.supplier_number)::varchar}} as supplier,
        items.lines as "order-lines"
    from page join items using (order_no) join world.people as people on people.person_id = buyer_id
    join world.supplier_records as records on records.source_system = 'coupa' and records.supplier_id = page.supplier_id
    order by page.updated_at, order_no
"""

ORDER_ROWS = Rows(
    Header=[
        "type", "acknowledged-at", "created-at", "id", "status", "transmission-status", "updated-at", "version",
        "internal-revision",
        "exported", "accounting-total", "accounting-total-currency", "created-by-email", "created-by-id", "created-by-login",
        "requisition-id", "requester-email", "requester-id", "requester-login", "ship-to-attention", "supplier-id",
        "supplier-name",
        "supplier-number", "payment-terms-code", "payment-terms-days-for-net-payment", "attachment-text-concat",
    ],
    Line=[
        "type", "accounting-total", "accounting-total-currency", "created-at", "description", "id", "invoiced",
        "active-invoiced-amount",
        "line-number", "need-by-date", "order-header-id", "price", "quantity", "received", "source-part-num", "status",
        "sub-line-num",
        "supp-aux-part-num", "total", "currency", "type#2", "updated-at", "version", "account-code", "segment-1", "segment-2",
        "account-name",
        "account-type", "department", "supplier-id", "supplier-name", "supplier-number", "uom", "commodity", "requisition-line",
        "custom-field-1",
    ],
)  # fmt: skip

ORDER_HEADER = ORDER_ROWS.row("Header", {
    "type": "'Header'", "created-at": stamp("created_at"), "id": "native_id('coupa', 'purchase_order', order_no)",
    "status": "'issued'", "transmission-status": "'sent_via_email'", "updated-at": stamp("revised_at"), "version": "revision",
    "internal-revision": "revision", "exported": "'false'", "created-by-email": "buyer_email", "created-by-id": "buyer_id",
    "created-by-login": "buyer_email", "requisition-id": "native_id('coupa', 'requisition', requisition_no)",
    "requester-email": "requester_email", "requester-login": "requester_email", "supplier-id": "supplier_id",
    "supplier-name": "supplier_name", "supplier-number": "100000 + supplier_number",
    "payment-terms-code": "'Net ' || payment_terms_days", "payment-terms-days-for-net-payment": "payment_terms_days"
})  # fmt: skip

ORDER_LINE = ORDER_ROWS.row("Line", {
    "type": "'Line'", "created-at": stamp("created_at"), "description": "description",
    "id": "native_line_id('coupa', 'purchase_order', order_no, line_number)", "line-number": "line_number",
    "need-by-date": midnight("needed_on"), "order-header-id": "native_id('coupa', 'purchase_order', order_no)",
    "price": "amount_text(unit_price, currency_code)", "quantity": "quantity::decimal(18, 1)", "status": "'created'",
    "total": "amount_text(amount, currency_code)", "currency": "currency_code", "type#2": "'OrderQuantityLine'",
    "updated-at": stamp("valid_from_at"), "version": "version_number", "account-code": "company_code || '-' || cost_center",
    "segment-1": "company_code", "segment-2": "cost_center", "account-name": "'Account ' || cost_center",
    "account-type": "company_code", "department": "department", "supplier-id": "supplier_id", "supplier-name": "supplier_name",
    "supplier-number": "100000 + supplier_number", "uom": "unit", "commodity": "commodity"
})  # fmt: skip

# Each revision is a state of the whole order: the lines as they were at that moment, each with the stamp of its own last change.
ORDERS_FLAT = f"""
    with revisions as (
        select order_no, valid_from_at as revised_at, row_number() over (partition by order_no order by valid_from_at) as revision
        from (select distinct order_no, valid_from_at from world.order_line_versions)
    ),
    revised as (
        select orders.*, revised_at, revision, buyers.email as buyer_email, requesters.email as requester_email,
            records.supplier_name,
            company.currency_code as accounting_currency, suppliers.payment_terms_days, centers.department
        from revisions join world.orders as orders using (order_no)
        join world.people as buyers on buyers.person_id = buyer_id
        join world.people as requesters on requesters.person_id = requester_id
        join world.supplier_records as records on records.source_system = 'coupa' and records.supplier_id = orders.supplier_id
        join world.suppliers as suppliers on suppliers.supplier_number = orders.supplier_number
        join world.companies as company on company.company_code = orders.company_code
        join world.cost_centers as centers on centers.cost_center = orders.cost_center
        where orders.source_system = 'coupa' and revised_at >= $since and revised_at < $until
    ),
    states as (
        select revised.*, lines.line_number, lines.description, lines.unit, lines.needed_on, lines.category as commodity,
            versions.quantity,
            versions.unit_price, versions.amount, versions.valid_from_at, versions.version_number
        from revised join world.order_lines as lines using (order_no)
        join world.order_line_versions as versions using (order_no, line_number)
        where versions.valid_from_at <= revised_at
        qualify row_number() over (partition by order_no, revision, line_number order by version_number desc) = 1
    ),
    written as (
        select revised_at, order_no, 0 as line_number, {ORDER_HEADER} as text
        from revised
        union all
        select revised_at, order_no, line_number, {ORDER_LINE}
        from states
    )
    select text from written order by revised_at, order_no, line_number
"""

# -- receipts

RECEIPT_ROWS = Rows(
    Transaction=[
        "Record Type", "ID", "Created at", "Created-By email", "Created-By login", "Price", "Quantity", "Total", "Type", "Status",
        "Updated-At", "Exported", "Account Code", "Chart of Accounts", "Order Line ID", "Order Line Number", "Order Line PO ID",
        "Order Line Quantity", "Order Line Received", "Order Line Currency", "Order Line Commodity Name",
        "Order Line Department Name",
        "Order Line Supplier Name", "UOM Code", "Inspection Code", "Match Reference", "Transaction Reference", "Reason Insight",
    ],
)  # fmt: skip

RECEIPT_TRANSACTION = RECEIPT_ROWS.row("Transaction", {
    "Record Type": "'Inventory Transaction'", "ID": "native_receipt_id('coupa', receipt_no, null, null::date)",
    "Created at": stamp("received_at"), "Created-By email": "email", "Created-By login": "email",
    "Price": "amount_text(amount / quantity, currency_code)", "Quantity": "abs(quantity)::decimal(18, 1)",
    "Total": "amount_text(abs(amount), currency_code)", "Type": "'ReceivingQuantityConsumption'",
    "Status": "case when reverses_receipt_no is null then 'created' else 'voided' end", "Updated-At": stamp("received_at"),
    "Exported": "'false'", "Account Code": "company_code || '-' || cost_center", "Chart of Accounts": "company_code",
    "Order Line ID": "native_line_id('coupa', 'purchase_order', order_no, line_number)", "Order Line Number": "line_number",
    "Order Line PO ID": "native_id('coupa', 'purchase_order', order_no)", "Order Line Currency": "currency_code",
    "Order Line Commodity Name": "category", "UOM Code": "unit",
    "Transaction Reference": "native_receipt_id('coupa', reverses_receipt_no, null, null::date)"
})  # fmt: skip

RECEIPTS_FLAT = f"""
    with posted as (
        select receipts.*, orders.currency_code, orders.company_code, people.email, lines.unit, lines.category, lines.cost_center
        from world.receipts as receipts join world.orders as orders using (order_no)
        join world.order_lines as lines using (order_no, line_number)
        join world.people as people on people.person_id = received_by_id
        where orders.source_system = 'coupa' and received_at >= $since and received_at < $until
    )
    select {RECEIPT_TRANSACTION} as text
    from posted order by received_at, receipt_no
"""

# -- invoices

TOLERANCE_CODE = "case exception when 'price' then 'unit_price' when 'quantity' then 'quantity' else 'quantity_received' end"

INVOICES_API = f"""
    with shown as (
        select invoices.*, list_max([
                {latest("entered_at", "approved_at", "voided_at")}, held.stirred_at, paid.part_paid_at]) as updated_at,
            paid.part_paid_at, paid.paid_amount, held.is_held
        from world.invoices as invoices
        left join (
            select invoice_no, max({latest("placed_at", "released_at")}) as stirred_at, bool_or(released_at >= $until) as is_held
            from world.holds where placed_at < $until group by invoice_no
        ) as held using (invoice_no)
        left join (
            select invoice_no, max(paid_at) as part_paid_at, sum(amount) as paid_amount from world.payments where paid_at < $until
            group by invoice_no
        ) as paid using (invoice_no)
        where source_system = 'coupa' and entered_at < $until
    ),
    page as (from shown where {on_page("updated_at")}),
    breaches as (
        select invoice_no, line_number, list({{
            'id': hold_no, 'code': {TOLERANCE_CODE}, 'resolved': coalesce(released_at < $until, false),
            'resolution-strategy': case when released_at < $until then release_reason end,
            'breach-amount': amount_text(breach_amount, currency_code), 'created-at': {stamp("placed_at")},
            'updated-at': case when released_at < $until then {stamp("released_at")} else {stamp("placed_at")} end}}
            order by hold_no) as failed
        from world.match_exceptions join world.holds using (invoice_no, line_number) join world.invoices using (invoice_no)
        where source_system = 'coupa' and placed_at < $until and exception = hold_type group by invoice_no, line_number
    ),
    items as (
        select invoice_no, list({{
            'id': native_line_id('coupa', 'invoice', invoice_no, line_number)::bigint, 'line-num': line_number,
            'description': coalesce(invoices.description, 'as ordered'), 'price': amount_text(unit_price, currency_code),
            'quantity': abs(quantity)::decimal(18, 1)::varchar, 'total': amount_text(abs(amount), currency_code),
            'currency': {{'code': currency_code}},
            'order-line-id': native_line_id('coupa', 'purchase_order', lines.order_no, order_line_number)::bigint,
            'po-number': native_number('coupa', 'purchase_order', lines.order_no),
            'failed-tolerances': coalesce(failed, [])}} order by line_number) as lines
        from world.invoice_lines as lines join world.invoices as invoices using (invoice_no)
        left join breaches using (invoice_no, line_number)
        where source_system = 'coupa' and invoice_no in (select invoice_no from page) group by invoice_no
    )
    select native_id('coupa', 'invoice', invoice_no)::bigint as id, {stamp("entered_at")} as "created-at",
        {stamp("updated_at")} as "updated-at",
        case when voided_at < $until then 'voided' when approved_at < $until then 'approved' when is_held then 'ap_hold'
            when order_no is null then 'pending_approval' else 'processing' end as status,
        invoice_number as "invoice-number", case document_type when 'invoice' then 'Invoice'
            else 'Credit Note' end as "document-type",
        {midnight("invoiced_on")} as "invoice-date", {midnight("due_on")} as "net-due-date",
        coalesce(paid_amount = net_amount + tax_amount, false) as paid,
        case when paid_amount = net_amount + tax_amount then {midnight("paid_on")} end as "payment-date",
        amount_text(abs(net_amount + tax_amount), currency_code) as "gross-total", amount_text(abs(tax_amount),
            currency_code) as "tax-amount",
        {{'code': currency_code}} as currency, {{'name': page.company_code}} as "account-type",
        {{'id': page.supplier_id::bigint, 'name': records.supplier_name,
        'number': (100000 + page.supplier_number)::varchar}} as supplier,
        {_person("people")} as "created-by", items.lines as "invoice-lines"
    from page join items using (invoice_no) join world.people as people on people.person_id = entered_by_id
    join world.supplier_records as records on records.source_system = 'coupa' and records.supplier_id = page.supplier_id
    order by page.updated_at, invoice_no
"""

INVOICE_ROWS = Rows(
    Header=[
        "type", "id", "created-at", "updated-at", "status", "internal-note", "invoice-date", "delivery-date", "invoice-number",
        "line-level-taxation", "header-tax-amount", "header-tax-rate", "paid", "payment-date", "payment-notes", "exported",
        "account-type-id", "account-type-name", "payment-term", "handling-amount", "misc-amount", "shipping-amount", "total",
        "currency",
        "accounting-total-amount", "accounting-total-currency", "supplier-id", "supplier-name", "supplier-number",
        "created-by-email",
        "created-by-login", "document-type", "original-invoice-number", "original-invoice-date", "canceled", "discount_due_date",
        "net_due_date", "discount_amount", "exchange-rate", "gross-total", "Channel",
    ],
    Line=[
        "type", "invoice-id", "invoice-line-id", "created-at", "updated-at", "total", "accounting-total",
        "accounting-total-currency",
        "line-num", "description", "order-header-num", "po-number", "order-line-id", "order-line-num", "price", "quantity",
        "uom", "status",
        "tax-rate", "tax-code", "tax-amount", "account-code", "account-active", "commodity-name", "billing-notes", "segment-1",
        "segment-2", "match-reference",
    ],
    Matching=[
        "type", "order-line-id", "order-header-number", "order-line-num", "invoice-line-id", "receipt-id", "match-reference-key",
        "quantity", "amount", "uom", "currency", "status",
    ],
    Tolerance=[
        "type", "code", "failable-id", "failable-type", "resolved", "resolution-strategy", "breach-amount", "breach-limit",
        "breach-detail-1", "breach-detail-2", "breach-detail-3",
    ],
    Reconciliation=[
        "Type", "Adjustment Date", "Type of document", "Amount", "Invoice ID", "Created By ID", "Created By Login",
        "Created Date",
        "Updated By ID", "Updated By Login", "Updated Date", "Note", "Category",
    ],
)  # fmt: skip

INVOICE_HEADER = INVOICE_ROWS.row("Header", {
    "type": "'Header'", "id": "native_id('coupa', 'invoice', invoice_no)", "created-at": stamp("entered_at"),
    "updated-at": stamp("told_at"), "status": "status", "invoice-date": midnight("invoiced_on"),
    "invoice-number": "invoice_number",
    "line-level-taxation": "'false'", "header-tax-amount": "amount_text(abs(tax_amount), currency_code)", "paid": "'false'",
    "exported": "'false'", "account-type-name": "company_code", "payment-term": "'Net ' || payment_terms_days",
    "total": "amount_text(abs(net_amount + tax_amount), currency_code)", "currency": "currency_code",
    "supplier-id": "supplier_id",
    "supplier-name": "supplier_name", "supplier-number": "100000 + supplier_number", "created-by-email": "email",
    "created-by-login": "email", "document-type": "case document_type when 'invoice' then 'Invoice' else 'Credit Note' end",
    "canceled": "'false'", "net_due_date": midnight("due_on"),
    "gross-total": "amount_text(abs(net_amount + tax_amount), currency_code)", "Channel": "'sftp'"
})  # fmt: skip

INVOICE_LINE = INVOICE_ROWS.row("Line", {
    "type": "'Line'", "invoice-id": "native_id('coupa', 'invoice', invoice_no)",
    "invoice-line-id": "native_line_id('coupa', 'invoice', invoice_no, line_number)", "created-at": stamp("entered_at"),
    "updated-at": stamp("entered_at"), "total": "amount_text(abs(amount), currency_code)", "line-num": "line_number",
    "description": "coalesce(description, 'as ordered')", "po-number": "native_number('coupa', 'purchase_order', line_order_no)",
    "order-line-id": "native_line_id('coupa', 'purchase_order', line_order_no, order_line_number)",
    "order-line-num": "order_line_number", "price": "amount_text(unit_price, currency_code)",
    "quantity": "abs(quantity)::decimal(18, 1)", "status": "'created'",
    "account-code": "company_code || '-' || cost_center", "segment-1": "company_code", "segment-2": "cost_center"
})  # fmt: skip

INVOICE_MATCHING = INVOICE_ROWS.row("Matching", {
    "type": "'Matching Allocation'",
    "order-line-id": "native_line_id('coupa', 'purchase_order', line_order_no, order_line_number)",
    "order-header-number": "native_number('coupa', 'purchase_order', line_order_no)", "order-line-num": "order_line_number",
    "invoice-line-id": "native_line_id('coupa', 'invoice', invoice_no, line_number)",
    "receipt-id": "native_receipt_id('coupa', receipt_no, null, null::date)", "quantity": "quantity::decimal(18, 1)",
    "amount": "amount_text(amount, currency_code)", "currency": "currency_code", "status": "match_status"
})  # fmt: skip

INVOICE_TOLERANCE = INVOICE_ROWS.row("Tolerance", {
    "type": "'Failed Tolerance'", "code": TOLERANCE_CODE,
    "failable-id": "native_line_id('coupa', 'invoice', invoice_no, line_number)", "failable-type": "'InvoiceLine'",
    "resolved": "'true'", "resolution-strategy": "'accepted'", "breach-amount": "amount_text(breach_amount, currency_code)"
})  # fmt: skip

INVOICE_RECONCILIATION = INVOICE_ROWS.row("Reconciliation", {
    "Type": "'ReconciliationLine'", "Adjustment Date": midnight("local_day('HL40', paid_at)"), "Type of document": "'Invoice'",
    "Amount": "amount_text(amount, currency_code)", "Invoice ID": "native_id('coupa', 'invoice', invoice_no)",
    "Created By Login": "email", "Created Date": stamp("paid_at"), "Updated By Login": "email", "Updated Date": stamp("paid_at"),
    "Category": "'payment'"
})  # fmt: skip

INVOICES_FLAT = f"""
    with told as (
        select approved_at as told_at, 'approved' as status, 'Matched' as match_status, * from world.invoices
        where source_system = 'coupa' and approved_at >= $since and approved_at < $until
        union all
        select voided_at, 'voided', 'Void', * from world.invoices
        where source_system = 'coupa' and voided_at >= $since and voided_at < $until
    ),
    documents as (
        select told.*, records.supplier_name, people.email, suppliers.payment_terms_days
        from told join world.people as people on people.person_id = entered_by_id
        join world.suppliers as suppliers on suppliers.supplier_number = told.supplier_number
        join world.supplier_records as records on records.source_system = 'coupa' and records.supplier_id = told.supplier_id
    ),
    billed as (
        select documents.*, lines.line_number, lines.order_no as line_order_no, order_line_number, quantity, unit_price,
            amount, delivery_no
        from documents join world.invoice_lines as lines using (invoice_no)
    ),
    matched as (
        select billed.*, receipts.receipt_no from billed join world.receipts as receipts
            on receipts.order_no = line_order_no and receipts.line_number = order_line_number
                and receipts.delivery_no = billed.delivery_no
            and receipts.reverses_receipt_no is null and receipts.received_at < billed.approved_at
        where document_type = 'invoice'
        qualify row_number() over (partition by invoice_no, billed.line_number, told_at order by receipt_no desc) = 1
    ),
    paid as (
        select payments.*, people.email, payments.source_system as system from world.payments as payments
        join world.people as people on people.person_id = created_by_id
        where payments.source_system = 'coupa' and paid_at >= $since and paid_at < $until
    ),
    written as (
        select told_at, invoice_no, 0 as place, 0 as line_number, {INVOICE_HEADER} as text
        from documents
        union all
        select told_at, invoice_no, 1, line_number, {INVOICE_LINE}
        from billed
        union all
        select told_at, invoice_no, 2, line_number, {INVOICE_MATCHING}
        from matched
        union all
        select told_at, invoice_no, 3, line_number, {INVOICE_TOLERANCE}
        from documents join world.match_exceptions using (invoice_no)
        union all
        select paid_at, invoice_no, 4, part, {INVOICE_RECONCILIATION}
        from paid
    )
    select text from written order by told_at, invoice_no, place, line_number
"""

# -- approvals and suppliers

APPROVALS = f"""
    with shown as (
        select *, {latest("pending_since_at", "decided_at")} as updated_at,
            min(pending_since_at) over (partition by document_type, document_no) as chain_created_at
        from world.approval_steps where source_system = 'coupa' and pending_since_at < $until
    )
    select coupa_step_id(document_type, document_no, step_number)::bigint as id,
        {stamp("chain_created_at")} as "created-at", {stamp("updated_at")} as "updated-at", step_number as position,
        case when decided_at < $until then decision else 'pending' end as status,
        case when decided_at < $until then {stamp("decided_at")} end as "approval-date", null as note,
        case document_type when 'requisition' then 'ManagementHierarchyApproval' else 'GroupApproval' end as type,
        case document_type when 'requisition' then 'RequisitionHeader' else 'InvoiceHeader' end as "approvable-type",
        native_id('coupa', document_type, document_no)::bigint as "approvable-id", {_person("asked")} as approver,
        case when decided_at < $until then {_person("deciders")} end as "approved-by"
    from shown join world.people as asked on asked.person_id = asked_id join world.people as deciders
        on deciders.person_id = approver_id
    where updated_at >= $since
    order by shown.updated_at, document_type, document_no, step_number
"""

SUPPLIERS = f"""
    with shown as (
        select *, case when changed_at < $until then changed_at else created_at end as updated_at from world.supplier_records
        where source_system = 'coupa' and created_at < $until
    )
    select shown.supplier_id::bigint as id, {stamp("shown.created_at")} as "created-at", {stamp("updated_at")} as "updated-at",
        shown.supplier_name as name, (100000 + supplier_number)::varchar as number,
        case when suppliers.is_active then 'active' else 'inactive' end as status, 'email' as "po-method",
            shown.email as "po-email",
        duns_number as duns, shown.tax_id as "tax-id", is_payment_blocked and changed_at < $until as "on-hold",
        case when categories.is_service then '2-way' else '3-way' end as "invoice-matching-level",
        {{'country': {{'code': country_code}}}} as "primary-address",
        case when parents.supplier_id is not null then {{'id': parents.supplier_id::bigint}} end as parent
    from shown join world.suppliers as suppliers using (supplier_number) join world.categories as categories using (category)
    left join (
        select supplier_number as parent_number, min(supplier_id) as supplier_id from world.supplier_records
            where source_system = 'coupa' group by all
    ) as parents using (parent_number)
    where updated_at >= $since
    order by shown.updated_at, shown.supplier_id
"""

NAME = "{until:%Y%m%d_%H%M%SZ}"
EXPORTS = [
    Export(
        "coupa_requisitions",
        f"coupa/Requisitions_{NAME}.csv",
        REQUISITIONS_FLAT,
        lines(before=REQUISITION_ROWS.header()),
        every=14,
        quirks=STAMPED,
    ),
    Export(
        "coupa_purchase_orders",
        f"coupa/PurchaseOrders_{NAME}.csv",
        ORDERS_FLAT,
        lines(before=ORDER_ROWS.header()),
        quirks=STAMPED,
    ),
    Export("coupa_receipts", f"coupa/Receipts_{NAME}.csv", RECEIPTS_FLAT, lines(before=RECEIPT_ROWS.header()), quirks=STAMPED),
    # What an invoice was matched to has no stamp of its own: a late file would take a voided match back.
    Export(
        "coupa_invoices",
        f"coupa/Invoices_{NAME}.csv",
        INVOICES_FLAT,
        lines(before=INVOICE_ROWS.header()),
        quirks=frozenset({"repeat"}),
    ),
    Export("coupa_requisitions_api", f"coupa/requisitions_{NAME}.json", REQUISITIONS_API, PAGE, every=30, quirks=STAMPED),
    Export("coupa_purchase_orders_api", f"coupa/purchase_orders_{NAME}.json", ORDERS_API, PAGE, every=30, quirks=STAMPED),
    Export("coupa_invoices_api", f"coupa/invoices_{NAME}.json", INVOICES_API, PAGE, every=30, quirks=STAMPED),
    Export("coupa_approvals", f"coupa/approvals_{NAME}.json", APPROVALS, PAGE, every=14, quirks=STAMPED),
    Export("coupa_suppliers", f"coupa/suppliers_{NAME}.json", SUPPLIERS, PAGE, every=30, quirks=STAMPED),
]

LOSSES = {
    "fct_requisitions": (
        Loss("coupa", "request_id", "Requisitions do not name the request that they came from.", "request_id is not null"),
    ),
    "fct_purchase_order_lines": (Loss("coupa", "promised_on", "Order lines have no promised date."),),
    "fct_invoices": (
        Loss(
            "coupa",
            "received_on",
            "Invoices have no day of receipt: that of their entry stands for it.",
            f"received_on <> cast(timezone('{ZONE}', timezone('UTC', created_at)) as date)",
        ),
        Loss(
            "coupa",
            "approved_at",
            "Approvals are of persons: when an invoice passed by itself is not exported.",
            "approved_at is not null and invoice_id in (select invoice_id from truth.invoices where not is_approved_by_person)",
        ),
    ),
    "fct_match_results": (
        Loss(
            "coupa",
            "*",
            "Lines are matched to receipts, and told of with the approval: without a receipt, or before it, no "
            "match is exported.",
            "outcome <> 'exception' and invoice_line_id in ("
            "select invoice_line_id from truth.match_results "
            "where not has_receipt or document_type = 'credit_memo' or invoice_status in ('received', 'on_hold'))",
        ),
    ),
}
