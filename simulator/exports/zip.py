"""Zip: pages of its API with requests, approvals and vendors, and the orders and bills of what is bought in Zip itself.

Ids are GUIDs, times Unix seconds, money decimal text, statuses numbers.
"""

from __future__ import annotations

from simulator.export import Export, json_page, jsonl
from simulator.score import Loss

PAGE = json_page('{"list": [', '], "next_page_token": null}')
STAMPED = frozenset({"overlap", "late", "repeat"})


def latest(*moments: str) -> str:
    """The update stamp at $until: the latest of the moments that have come."""
    return f"list_max(list_filter([{', '.join(moments)}], lambda moment: moment < $until))"


def epoch(moment: str, shown: str = "$until") -> str:
    return f"case when {moment} < {shown} then epoch({moment})::bigint end"


def _person(alias: str) -> str:
    return (
        f"{{'id': uuid_of('user', {alias}.person_id), 'email': {alias}.email, 'first_name': {alias}.given_name, "
        f"'last_name': {alias}.family_name}}"
    )


REQUESTS = f"""
    with shown as (
        select requests.*, {latest("submitted_at", "decided_at")} as updated_at, decided_at < $until as is_decided
        from world.requests as requests where intake = 'zip' and submitted_at < $until
    )
    select native_id('zip', 'request', request_no) as id, native_number('zip', 'request', request_no)::bigint as request_number,
        case request_type when 'purchase' then shown.category || ' for ' || centers.department
            when 'supplier_onboarding' then 'New supplier: ' || suppliers.supplier_name
            else 'Delivery of ' || lower(shown.category) end as name,
        'As discussed with ' || managers.given_name || ',' || chr(10) || 'please see the attached quote.' as description,
        case when not is_decided then 1 when decision = 'rejected' then 2 when decision = 'approved' then 3 else 4 end as status,
        case when amount_eur >= 20000 then 1 else 2 end as priority,
        case request_type when 'purchase' then 'PURCHASE_REQUEST' when 'supplier_onboarding' then 'VENDOR_ONBOARDING'
            else 'GOODS_RECEIVING' end as request_type,
        {{'id': uuid_of('workflow', 1), 'name': 'Intake'}} as workflow,
        {_person("people")} as requester, {_person("people")} as creator,
        {{'id': vendors.supplier_id, 'name': vendors.supplier_name, 'type': 'VENDOR'}} as vendor,
        request_type <> 'supplier_onboarding' as is_existing_vendor,
        {{'id': uuid_of('department', centers.cost_center), 'name': centers.cost_center}} as department,
        {{'id': uuid_of('subsidiary', shown.company_code), 'name': shown.company_code}} as subsidiary,
        {{'id': uuid_of('category', shown.category), 'name': shown.category}} as category,
        {{'total': amount_text(amount, shown.currency_code), 'currency': shown.currency_code, 'start_date': null,
        'end_date': null}}
            as price_detail,
        epoch(shown.created_at)::bigint as created_at, epoch(submitted_at)::bigint as initiated_at,
        case when is_decided and decision <> 'cancelled' then epoch(decided_at)::bigint end as completed_at,
        case when is_decided and decision = 'cancelled' then epoch(decided_at)::bigint end as canceled_at,
        epoch(updated_at)::bigint as updated_at, [] as attachments
    from shown
    join world.people as people on people.person_id = shown.requester_id
    join world.people as managers on managers.person_id = coalesce(people.manager_id, people.person_id)
    join world.cost_centers as centers on centers.cost_center = shown.cost_center
    join world.suppliers as suppliers on suppliers.supplier_number = shown.supplier_number
    join world.zip_vendors as vendors on vendors.supplier_number = shown.supplier_number
    where updated_at >= $since
    order by shown.updated_at, request_no
"""

# A node that is not its turn yet is upcoming; when the request ends before, it is canceled.
APPROVALS = f"""
    with shown as (
        select steps.*, requests.request_type, requests.submitted_at + to_seconds(step_number::bigint) as created_at,
            case when steps.decision is null and requests.decision <> 'approved' then requests.decided_at end as ended_at
        from world.approval_steps as steps join world.requests as requests on requests.request_no = steps.document_no
        where steps.source_system = 'zip' and document_type = 'request'
            and requests.submitted_at + to_seconds(step_number::bigint) < $until
    ),
    stamped as (
        select *, {latest("created_at", "pending_since_at", "decided_at", "ended_at")} as updated_at from shown
    )
    select native_step_id('zip', 'request', document_no, step_number) as id,
        {{'id': native_id('zip', 'request', document_no), 'request_number': native_number('zip',
        'request', document_no)::bigint}} as request,
        case when step_number = 1 then 'Manager approval' else people.department || ' review' end as name,
            'APPROVAL' as node_type,
        case when decided_at < $until then case decision when 'rejected' then 2 when 'approved' then 3 else 5 end
            when pending_since_at < $until then 1 when ended_at < $until then 5 else 0 end as status,
        {_person("people")} as assignee,
        epoch(created_at)::bigint as created_at, {epoch("pending_since_at")} as start_time,
            {epoch("decided_at")} as complete_time,
        epoch(updated_at)::bigint as updated_at
    from stamped
    join world.people as people on people.person_id = case when decided_at < $until then approver_id else asked_id end
    where updated_at >= $since
    order by stamped.updated_at, document_no, step_number
"""

VENDORS = """
    select supplier_id as id, vendors.supplier_name as name, suppliers.supplier_name as legal_name, external_id,
        case when suppliers.is_active then '1' else 'INACTIVE' end as status, suppliers.currency_code as currency,
        suppliers.duns_number, vendors.email as po_email, vendors.tax_id as tax_id_number,
        epoch(vendors.created_at)::bigint as created_at, epoch(vendors.created_at)::bigint as updated_at
    from world.zip_vendors as vendors join world.suppliers as suppliers using (supplier_number)
    where vendors.created_at >= $since and vendors.created_at < $until
    order by vendors.created_at, supplier_id
"""

# Tail spend is ordered once and for all: nobody changes or closes such an order.
ORDERS = """
    with shown as (
        from world.orders where source_system = 'zip' and created_at >= $since and created_at < $until
    ),
    lines as (
        select order_no, sum(versions.amount) as total_amount, list({
            'id': native_line_id('zip', 'purchase_order', order_no, line_number), 'line_type': case when lines.is_service
                then 1 else 0 end,
            'description': description, 'quantity': quantity::decimal(18, 2)::varchar, 'rate': amount_text(unit_price,
                currency_code),
            'total': amount_text(versions.amount, currency_code), 'currency': currency_code, 'start_date': null,
            'end_date': epoch(needed_on::timestamp)::bigint, 'gl_code_id': null,
            'expense_category_id': uuid_of('category', lines.category), 'item_account_id': null,
            'department_id': uuid_of('department', lines.cost_center), 'location_id': null} order by line_number) as line_items
        from world.order_lines as lines join world.order_line_versions as versions using (order_no, line_number)
        join shown using (order_no) group by order_no
    ),
    bills as (
        select order_no, sum(net_amount) as billed from world.invoices join shown using (order_no) where entered_at < $until
            group by order_no
    )
    select native_id('zip', 'purchase_order', order_no) as id, native_number('zip', 'purchase_order', order_no) as po_number,
        {'id': vendors.supplier_id, 'name': vendors.supplier_name, 'type': 'VENDOR'} as vendor,
        native_number('zip', 'request', request_no)::bigint as request_number, shown.currency_code as currency,
        amount_text(total_amount, shown.currency_code) as total_amount, amount_text(coalesce(billed, 0),
            shown.currency_code) as amount_billed,
        'open' as status, 'see lines' as description,
        epoch(shown.created_at)::bigint as created_at, epoch(shown.created_at)::bigint as updated_at, line_items
    from shown join lines using (order_no) left join bills using (order_no)
    join world.zip_vendors as vendors on vendors.supplier_id = shown.supplier_id
    order by shown.created_at, order_no
"""

INVOICES = f"""
    with shown as (
        select invoices.*, {latest("entered_at", "approved_at", "last_paid_at")} as updated_at, last_paid_at < $until as is_paid
        from world.invoices as invoices
        left join (select invoice_no, max(paid_at) as last_paid_at from world.payments
            group by invoice_no) as payments using (invoice_no)
        where source_system = 'zip' and entered_at < $until and updated_at >= $since
    ),
    lines as (
        select invoice_no, list({{
            'id': native_line_id('zip', 'invoice', invoice_no, line_number), 'line_type': 0, 'description': 'as billed',
            'quantity': quantity::decimal(18, 2)::varchar, 'rate': amount_text(unit_price, currency_code),
            'total': amount_text(amount, currency_code), 'currency': currency_code,
            'matched_po_line_item_id': native_line_id('zip', 'purchase_order', lines.order_no,
                order_line_number)}} order by line_number)
            as line_items
        from world.invoice_lines as lines join shown using (invoice_no) group by invoice_no
    )
    select native_id('zip', 'invoice', invoice_no) as id, invoice_number, supplier_id as vendor_id,
        uuid_of('subsidiary', company_code) as subsidiary_id, currency_code as currency,
        amount_text(net_amount + tax_amount, currency_code) as invoiced_amount, amount_text(tax_amount,
            currency_code) as standard_tax_amount,
        epoch(invoiced_on::timestamp)::bigint as invoice_date, epoch(invoiced_on::timestamp)::bigint as posting_date,
        epoch(due_on::timestamp)::bigint as due_date, [native_id('zip', 'purchase_order', order_no)] as purchase_order_ids,
        [native_number('zip', 'purchase_order', order_no)] as purchase_order_numbers,
        case when approved_at < $until then 'APPROVED' else 'PENDING_APPROVAL' end as status,
        case when is_paid then 'PAID' when approved_at < $until then null else 'UNPAID' end as paid_status,
        case when is_paid then epoch(paid_on::timestamp)::bigint end as paid_on_date,
        epoch(entered_at)::bigint as created_at, epoch(updated_at)::bigint as updated_at, line_items
    from shown join lines using (invoice_no)
    order by shown.updated_at, invoice_no
"""

EXPORTS = [
    Export("zip_requests", "zip/requests_{until:%Y%m%d_%H%M%SZ}.json", REQUESTS, PAGE, quirks=STAMPED),
    Export("zip_approvals", "zip/approvals_{until:%Y%m%d_%H%M%SZ}.jsonl", APPROVALS, jsonl(), quirks=STAMPED),
    Export("zip_vendors", "zip/vendors_{until:%Y%m%d_%H%M%SZ}.json", VENDORS, PAGE, every=30, quirks=STAMPED),
    Export("zip_purchase_orders", "zip/purchase_orders_{until:%Y%m%d_%H%M%SZ}.json", ORDERS, PAGE, every=14, quirks=STAMPED),
    Export("zip_invoices", "zip/invoices_{until:%Y%m%d_%H%M%SZ}.jsonl", INVOICES, jsonl(), every=30, quirks=STAMPED),
]

LOSSES = {
    "fct_requisitions": (Loss("zip", "status", "A request stays approved when its order is made.", "status = 'ordered'"),),
    "fct_purchase_orders": (Loss("zip", "buyer_key", "Orders name nobody who made them."),),
    "fct_purchase_order_lines": (
        Loss("zip", "category", "Lines name their expense category by an id that no export resolves."),
        Loss("zip", "quantity_unit", "Lines have no unit."),
        Loss("zip", "promised_on", "Lines have no promised date."),
        Loss("zip", "is_goods_receipt_expected", "Whether goods are received is not exported."),
    ),
    "fct_invoices": (
        Loss("zip", "company_code", "Bills name their subsidiary by an id that no export resolves."),
        Loss("zip", "approved_at", "Bills have no time of approval.", "approved_at is not null"),
        Loss(
            "zip",
            "received_on",
            "Bills have no day of receipt: that of their entry stands for it.",
            "received_on <> cast(created_at as date)",
        ),
    ),
    "fct_match_results": (Loss("zip", "*", "Zip exports no matching."),),
    "fct_payments": (Loss("zip", "*", "Zip tells that a bill was paid, not by which payments."),),
    "dim_suppliers": (Loss("zip", "country_code", "Suppliers have no country."),),
}
