"""The world of procurement is what its parameters say, and what is planted in it shows in the exports but is told by none."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from math import sqrt
from pathlib import Path

import pytest
from small_worlds import played, rows

from simulator.engine import Parameters, World
from simulator.exports import coupa, zip
from simulator.planted import (
    after_the_fact_orders,
    bank_changes,
    duplicate_invoices,
    limit_breaches,
    maverick_prices,
    missing_documents,
    segregation_of_duties,
    split_orders,
    supplier_duplicates,
)
from simulator.registry import STEPS
from simulator.world import booking, deliveries, demands, invoices, orders, payments, procurement_truth, receipts, requests
from simulator.world.organisation import COMPANIES, LIMITS

Z = 3.9  # two-sided 99.99 %: of fifty intervals none fails by chance


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    steps = STEPS[: STEPS.index(procurement_truth) + 1]
    with played(Parameters(days=56, scale=1.2), steps, tmp_path_factory.mktemp("procurement")) as world:
        yield world


def one(world: World, query: str) -> tuple:
    return world.run(query).fetchone()


def assert_rate(found: tuple[int, int], rate: float) -> None:
    """`found` are those it happened to, and all that it could have happened to."""
    count, total = found
    assert total > 0
    margin = Z * sqrt(total * rate * (1 - rate)) + 0.5
    assert abs(count - total * rate) <= margin, f"{count} of {total} are not {rate:.3f}, within {margin / total:.3f}"


# -- who, when


def test_people_work_on_workdays_during_opening_hours(world: World) -> None:
    zones = {company[0]: company[4] for company in COMPANIES}
    moments = {
        "requests": ("created_at", "submitted_at", "decided_at"),
        "requisitions": ("created_at", "submitted_at", "approved_at", "rejected_at"),
        "orders": ("created_at", "ordered_at", "approved_at", "cancelled_at"),
        "invoices": ("received_at", "entered_at", "approved_at", "voided_at"),
    }
    for table, columns in moments.items():
        for company, zone in zones.items():
            for column in columns:
                odd = rows(
                    world,
                    f"""
                    select {column} from world.{table}, lateral (select timezone('{zone}', timezone('UTC', {column})) as local_at)
                    where company_code = '{company}' and {column} is not null
                        and (cast(local_at as time) not between time '08:00' and time '18:00' or cast(local_at as date) not in (
                            select on_date from world.workdays where company_code = '{company}'))
                    """,
                )
                assert not odd, f"{table}.{column} of {company}: {odd[:3]}"


@pytest.mark.parametrize(
    ("table", "person", "at"),
    [
        ("world.requests", "requester_id", "submitted_at"),
        ("world.requisitions where request_no is null", "requester_id", "submitted_at"),
        ("world.approval_steps", "approver_id", "decided_at"),
        ("world.orders", "buyer_id", "created_at"),
        ("world.order_line_versions", "changed_by_id", "valid_from_at"),
        ("world.receipts", "received_by_id", "received_at"),
        ("world.invoices", "entered_by_id", "entered_at"),
        ("world.holds", "released_by_id", "released_at"),
        ("world.payments", "created_by_id", "paid_at"),
        ("world.bank_changes", "changed_by_id", "changed_at"),
    ],
)
def test_nobody_acts_before_being_hired_or_after_leaving(world: World, table: str, person: str, at: str) -> None:
    assert one(world, f"select count(*) from {table}")[0] > 0
    strangers = rows(
        world,
        f"select {person}, {at} from (from {table}) as acts join world.people as people on people.person_id = acts.{person} "
        f"where {at} < hired_on or {at} >= left_on + interval 1 day",
    )
    assert not strangers


def test_needs_arise_by_weekday_and_company(world: World) -> None:
    total = one(world, "select count(*) from world.demands where channel = 'intake'")[0]
    by_day = dict(
        rows(
            world,
            "select isodow(local_day(company_code, at_work(company_code, arises))), count(*) from world.demands "
            "where channel = 'intake' group by all",
        )
    )
    weights = dict(
        rows(
            world,
            f"""
            with days as (
                select workdays.company_code, isodow(on_date) as weekday, {demands.WEEKDAYS}[isodow(on_date)] as weight
                from world.busy_days join world.workdays as workdays using (company_code, workday_number)
            ),
            weighted as (select company_code, weekday, sum(weight) as weight from days group by all),
            shares as (select company_code, weekday, weight / sum(weight) over (partition by company_code) as share from weighted)
            select weekday, sum(shares.share * companies.share) from shares join world.companies as companies using (company_code)
            group by weekday
            """,
        )
    )
    assert set(by_day) == {1, 2, 3, 4, 5}
    for weekday, count in by_day.items():
        # Growth and the end of the quarter shift weekdays by less than a hundredth.
        assert abs(count / total - weights[weekday]) <= Z * sqrt(weights[weekday] * (1 - weights[weekday]) / total) + 0.01
    for company, _, _, _, _, _, _, share in COMPANIES:
        found = one(world, f"select count(*) from world.demands where channel = 'intake' and company_code = '{company}'")[0]
        assert found / total == pytest.approx(share, abs=0.02)


def test_busy_days_grow_and_peak_at_the_end_of_a_quarter(world: World) -> None:
    share = dict(
        rows(
            world,
            """
            select on_date::varchar, lead(share_before, 1, 1.0) over (order by workday_number) - share_before
            from world.busy_days join world.workdays as workdays using (company_code, workday_number) where company_code = 'HL10'
            """,
        )
    )
    yearly = demands.GROWTH_PER_YEAR / 365
    # Tuesdays: four weeks before the period, six weeks into it, and in the last days of the quarter.
    assert share["2026-03-17"] / share["2026-01-06"] == pytest.approx((1 + 43 * yearly) / (1 - 27 * yearly))
    assert share["2026-03-24"] / share["2026-03-17"] == pytest.approx(
        demands.QUARTER_END_PEAK * (1 + 50 * yearly) / (1 + 43 * yearly)
    )


# -- rates


def test_rates_are_what_the_parameters_say(world: World) -> None:
    purchases = "from world.requests where request_type = 'purchase'"
    for kind, rate in requests.OTHER_REQUESTS.items():
        assert_rate(
            one(
                world,
                f"select count(*) filter (where request_type = '{kind}'), (select count(*) {purchases}) from world.requests",
            ),
            rate,
        )
    steps = "from world.approval_steps where decision <> 'cancelled' and document_type ="
    assert_rate(
        one(world, f"select count(*) filter (where decision = 'rejected'), count(*) {steps} 'request'"),
        requests.REVIEW_REJECTION_RATE,
    )
    assert_rate(
        one(world, f"select count(*) filter (where decision = 'rejected'), count(*) {steps} 'requisition'"),
        requests.REJECTION_RATE,
    )
    assert_rate(
        one(world, "select count(cancelled_at), count(*) from world.orders where source_system <> 'zip'"),
        orders.CANCELLATION_RATE,
    )
    assert_rate(
        one(world, "select count(*) filter (where order_type = 'services' and delivery_no = 2), "
            "count(*) filter (where order_type = 'services' and delivery_no = 1 and quantity > 0) "
            "from world.deliveries join world.orders using (order_no) where line_number = 1 and deliveries.quantity > 1"),
        1 - (1 - deliveries.SECOND_BILL_RATE) * (1 - deliveries.THIRD_BILL_RATE),
    )  # fmt: skip
    assert_rate(
        one(world, "select count(*) filter (where step = 1), count(*) filter (where step = 0) from world.receipts"),
        receipts.REVERSAL_RATE,
    )
    lines = (
        "from world.invoice_draft_lines as lines join world.invoice_drafts as drafts using (invoice_key) "
        "where document_type = 'invoice' and source_system <> 'zip' and lines.order_no is not null "
        "and not ends_with(invoice_key, 'again')"
    )
    assert_rate(one(world, f"select count(*) filter (where exception = 'price'), count(*) {lines}"), invoices.PRICE_VARIANCE_RATE)
    assert_rate(
        one(world, "select count(*) filter (where source_system not in ('coupa', 'zip') and hold_type = 'manual'), "
            "(select count(*) from world.invoices where source_system not in ('coupa', 'zip') and document_type = 'invoice' "
            "and order_no is not null) "
            "from world.holds join world.invoices using (invoice_no)"),
        booking.MANUAL_HOLD_RATE,
    )  # fmt: skip
    assert_rate(
        one(world, "select count(*) filter (where part = 2), count(*) filter (where part = 0) from world.payments"),
        payments.PART_PAYMENT_RATE,
    )


# -- what must add up


def test_documents_add_up(world: World) -> None:
    assert not rows(world, """
        select invoice_no from world.invoices join world.invoice_lines using (invoice_no)
        group by invoice_no, net_amount having sum(amount) <> net_amount
    """)  # fmt: skip
    assert not rows(world, """
        select invoice_no from world.invoices join world.payments using (invoice_no) where payments.voided_at is null
        group by invoice_no, net_amount, tax_amount having sum(amount) <> net_amount + tax_amount
    """)  # fmt: skip
    # What is delivered is what was ordered last.
    assert not rows(world, """
        select order_no, line_number from world.deliveries join (
            select order_no, line_number, max_by(quantity, version_number) as ordered from world.order_line_versions group by all
        ) using (order_no, line_number) group by order_no, line_number, ordered having sum(quantity) <> ordered
    """)  # fmt: skip
    assert not rows(
        world, "select invoice_no from world.payments join world.invoices using (invoice_no) where paid_at < invoices.approved_at"
    )
    assert not rows(
        world, "select invoice_no from world.holds join world.invoices using (invoice_no) where released_at > approved_at"
    )
    minor = rows(
        world,
        "select amount from world.order_line_versions join world.orders using (order_no) "
        "where currency_code = 'JPY' and amount % 1 <> 0",
    )
    assert not minor


def test_requisitions_are_approved_up_to_a_sufficient_limit(world: World) -> None:
    decided = rows(world, """
        with last as (
            select * from world.approval_steps where document_type = 'requisition' and decision = 'approved'
                and document_no not in (select requisition_no from planted.limit_breaches)
                and document_no not in (select document_no from planted.self_approvals)
            qualify row_number() over (partition by document_no order by step_number desc) = 1
        )
        select document_no, requisitions.amount_eur, limits.limit_amount * own.eur_per_unit
        from last join world.requisitions as requisitions on requisition_no = document_no and approved_at is not null
        join world.companies as companies on companies.company_code = last.company_code
        join world.currencies as own on own.currency_code = companies.currency_code
        join world.approval_limits as limits on limits.person_id = asked_id
            and local_day(last.company_code, submitted_at) >= valid_from_on
            and (valid_to_on is null or local_day(last.company_code, submitted_at) < valid_to_on)
    """)  # fmt: skip
    assert len(decided) > 300
    assert not [row for row in decided if row[2] is not None and row[1] > row[2] + 0.01]
    chain = rows(world, """
        select steps.document_no from world.approval_steps as steps join world.requisitions on requisition_no = document_no
        anti join world.chains as chains on chains.person_id = requester_id and chains.approver_id = asked_id
            and height = step_number
        where document_type = 'requisition' and document_no not in (select document_no from planted.self_approvals)
    """)  # fmt: skip
    assert not chain


# -- planted phenomena and their look-alikes


def kinds(world: World, table: str) -> dict[str, int]:
    return dict(rows(world, f"select kind, count(*) from truth.{table} group by kind"))


def test_split_orders_stay_below_the_limit_that_the_purchase_exceeds(world: World) -> None:
    assert {"split", "scheduled release"} <= set(kinds(world, "split_orders"))
    pieces = rows(world, """
        select whole_key, max(own_amount), sum(own_amount), count(*), count(distinct requester_id),
            count(distinct supplier_number),
            count(distinct source_system), max(arises) - min(arises)
        from (
            select demands.*, whole_key, amounts.amount_eur / own.eur_per_unit as own_amount
            from planted.split_pieces join world.demands as demands using (demand_key)
                join world.demand_amounts as amounts using (demand_key)
            join world.companies as companies using (company_code) join world.currencies as own
                on own.currency_code = companies.currency_code
        ) group by whole_key
    """)  # fmt: skip
    limit = LIMITS["manager"]
    for whole, largest, total, count, requesters, suppliers, systems, span in pieces:
        # A price raised by the contract after the cut, or a maverick's, may add to the pieces.
        assert largest <= limit * split_orders.MARGIN * 1.4, whole
        assert total > limit, whole
        assert count >= 2, whole
        assert requesters == suppliers == systems == 1, whole
        assert span <= count * split_orders.APART * 36_000, whole


def test_agreed_prices_are_kept_but_for_mavericks(world: World) -> None:
    assert set(kinds(world, "maverick_prices")) == {"maverick", "contract raised"}
    assert_rate(
        one(world, "select count(maverick_price), count(*) from planted.agreed_lines"), maverick_prices.MAVERICK_RATE.usual
    )
    assert not rows(world, """
        select demand_key from planted.agreed_lines as planted join world.demand_lines as lines using (demand_key, line_number)
        where unit_price <> coalesce(maverick_price, agreed_price)
    """)  # fmt: skip
    low, high = (1 + surcharge for surcharge in maverick_prices.SURCHARGE)
    assert not rows(world, f"""
        select * from planted.agreed_lines where maverick_price not between agreed_price * {low} - 1 and agreed_price * {high} + 1
    """)  # fmt: skip


def test_limits_are_breached_at_the_rate_planted(world: World) -> None:
    found = kinds(world, "limit_breaches")
    assert found["breach"] > 0
    assert found["delegate"] > 0
    breaches = rows(world, "select amount, limit_amount from truth.limit_breaches where kind = 'breach'")
    assert all(amount > limit for amount, limit in breaches)
    second = one(world, "select count(*) from (select document_no from world.approval_steps where document_type = 'requisition' "
                 "group by document_no having count(*) > 1 and bool_and(decision = 'approved'))")[0]  # fmt: skip
    planted = one(world, "select count(*) from planted.limit_breaches")[0]
    assert_rate((planted, planted + second), limit_breaches.BREACH_RATE.usual)


def test_orders_after_the_fact_are_billed_before_they_are_written(world: World) -> None:
    assert set(kinds(world, "after_the_fact_orders")) == {"after the fact", "framework release"}
    assert_rate(
        one(world, "select count(*) filter (where order_no in (select order_no from planted.after_the_fact_orders)), count(*) "
            "from world.orders where source_system <> 'zip' and order_type <> 'blanket release' and cancelled_at is null"),
        after_the_fact_orders.AFTER_THE_FACT_RATE.usual,
    )  # fmt: skip
    dated = rows(world, "select invoiced_on, ordered_at from truth.after_the_fact_orders where invoiced_on is not null")
    assert dated
    assert all(invoiced_on < ordered_at.date() for invoiced_on, ordered_at in dated)


def test_documents_are_missing_where_planted(world: World) -> None:
    found = kinds(world, "missing_documents")
    assert {"receipt", "order", "service", "standing bill", "one-off bill"} == set(found)
    assert_rate(
        one(world, "select (select count(*) from planted.missing_receipts), count(distinct (order_no, delivery_no)) "
            "from world.deliveries where not is_service and source_system <> 'zip' and quantity > 0"),
        missing_documents.MISSING_RECEIPT_RATE.usual,
    )  # fmt: skip
    # Goods that nobody received are paid all the same, after somebody let the invoice pass.
    assert one(world, "select count(*) from world.invoice_lines join planted.missing_receipts using (order_no, delivery_no) "
               "join world.match_exceptions as exceptions using (invoice_no, line_number)")[0] > 0  # fmt: skip


def test_duplicate_invoices_repeat_another_and_recurring_bills_do_not(world: World) -> None:
    found = kinds(world, "duplicate_invoices")
    assert found.pop("recurring") > 0
    assert set(found) <= set(duplicate_invoices.KINDS)
    assert len(found) >= 3
    assert_rate(
        one(world, "select (select count(*) from planted.duplicate_invoices), count(*) from world.invoice_drafts as drafts "
            "left join world.orders as orders using (order_no) where drafts.source_system <> 'zip' and document_type = 'invoice' "
            "and coalesce(is_service, true) and not is_wrong and not ends_with(invoice_key, ' again')"),
        duplicate_invoices.DUPLICATE_RATE.usual,
    )  # fmt: skip
    pairs = rows(world, """
        select kind, again.invoice_number = first.invoice_number, again.net_amount = first.net_amount,
            again.invoiced_on = first.invoiced_on,
            again.supplier_number = first.supplier_number, again.entered_at > first.entered_at
        from planted.duplicate_invoices as planted join world.invoices as again using (invoice_key)
        join world.invoices as first on first.invoice_key = original_key
    """)  # fmt: skip
    for kind, number, amount, date, supplier, later in pairs:
        assert supplier
        assert later
        assert number == (kind not in ("letter for digit", "punctuation")), kind
        assert amount == (kind != "other amount"), kind
        assert date == (kind != "other date"), kind
    recurring = rows(world, """
        select invoices.invoice_number = originals.invoice_number, invoices.invoice_amount = originals.invoice_amount
        from truth.duplicate_invoices as bills join truth.invoices as invoices using (invoice_id, source_system)
        join truth.invoices as originals on originals.invoice_id = original_invoice_id
            and originals.source_system = bills.source_system
        where kind = 'recurring'
    """)  # fmt: skip
    assert set(recurring) == {(False, True)}


def test_duties_are_segregated_but_where_planted(world: World) -> None:
    found = kinds(world, "segregation_breaches")
    assert {"requester approves", "buyer receives", "enterer pays", "requester receives"} == set(found)
    own = one(world, """
        select count(*) filter (where approver_id = requester_id),
            count(*) filter (where approver_id = requester_id and document_no in (select document_no from planted.self_approvals))
        from world.approval_steps join world.requisitions on requisition_no = document_no where document_type = 'requisition'
    """)  # fmt: skip
    assert own[0] == own[1] > 0
    assert_rate(
        one(world, "select count(*) filter (where created_by_id = entered_by_id), count(*) "
            "from world.payments join world.invoices using (invoice_no)"),
        segregation_of_duties.ENTERER_PAYS_RATE.usual,
    )  # fmt: skip
    both = one(world, "select count(*) filter (where received_by_id = buyer_id "
               "and order_no not in (select order_no from planted.receiving_buyers)) "
               "from world.receipts join world.orders using (order_no)")  # fmt: skip
    assert both[0] == 0
    assert not rows(world, "select invoice_no from world.invoices where entered_by_id = approved_by_id")
    assert not rows(world, "select order_no from world.orders where buyer_id = requester_id and order_type <> 'blanket release'")


def test_suppliers_are_twice_in_a_master_where_planted(world: World) -> None:
    found = kinds(world, "supplier_duplicates")
    assert found["duplicate"] > 0
    assert found["namesake"] > 0
    twice = one(world, "select sum(n - 1) from (select count(*) as n from world.supplier_records where source_system <> 'zip' "
                "group by source_system, supplier_number)")[0]  # fmt: skip
    assert twice == one(world, "select count(*) from planted.supplier_duplicates")[0]
    total = one(world, "select count(*) from world.supplier_records where source_system <> 'zip'")[0]
    assert_rate((int(twice), total - int(twice)), supplier_duplicates.DUPLICATE_RATE.usual)


def test_bank_changes_before_payment_concern_one_master(world: World) -> None:
    changes = rows(
        world, "select supplier_number, kind, changed_at, paid_at, old_account <> new_account from planted.bank_changes"
    )
    assert {kind for _, kind, *_ in changes} == {"before payment", "moved everywhere"}
    assert all(differs for *_, differs in changes)
    diverted = [(changed, paid) for _, kind, changed, paid, _ in changes if kind == "before payment"]
    assert all(0 < (paid - changed).days <= 12 for changed, paid in diverted)
    paid = one(world, "select count(distinct supplier_number) from world.payments "
               "join world.supplier_records using (source_system, supplier_id) "
               "where source_system <> 'zip' and paid_at < period_end() "
               "and paid_at >= period_start() + interval 9 day")[0]  # fmt: skip
    assert_rate((len(diverted), paid), bank_changes.DIVERSION_RATE.usual)


@pytest.mark.parametrize("planted", ["after_the_fact_orders", "split_pieces", "receiving_buyers"])
def test_numbers_give_nothing_away(world: World, planted: str) -> None:
    """Planted orders lie among the others: their mean rank is that of as many drawn at random."""
    key = "demand_key" if planted == "split_pieces" else "order_no"
    count, mean, total = one(
        world,
        f"select count(*), avg(order_no), (select max(order_no) from world.orders) from world.orders "
        f"where {key} in (select {key} from planted.{planted})",
    )
    assert count > 3
    # Pieces of one purchase lie together, so they tell less than as many orders.
    assert abs(mean / total - 0.5) <= Z * sqrt(1 / 12 / (count / 3))


def test_exports_tell_nothing_of_what_is_planted(world: World, tmp_path: Path) -> None:
    for export in [*zip.EXPORTS, *coupa.EXPORTS]:
        assert export.run(world, tmp_path) > 0, export.feed
    told = b"\n".join(path.read_bytes().lower() for path in sorted(tmp_path.rglob("*")) if path.is_file())
    for word in ("planted", "piece ", " again", "maverick", "duplicate", "breach,", "demand", "scheduled release", "amount_eur"):
        assert word.encode() not in told, word


def test_zip_writes_money_as_text_and_times_as_seconds(world: World, tmp_path: Path) -> None:
    for export in zip.EXPORTS:
        export.run(world, tmp_path)
    page = json.loads(sorted(tmp_path.glob("zip/requests_*.json"))[0].read_text())
    request = next(request for request in page["list"] if request["request_type"] == "PURCHASE_REQUEST")
    assert isinstance(request["price_detail"]["total"], str)
    assert isinstance(request["updated_at"], int)
    assert len(request["id"]) == 36


def test_coupa_rows_are_quoted_and_of_one_width(world: World, tmp_path: Path) -> None:
    for export in coupa.EXPORTS[:4]:
        export.run(world, tmp_path)
    for path in sorted(tmp_path.glob("coupa/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            widths = {len(row) for row in csv.reader(file)}
        assert len(widths) == 1, path.name
        assert path.read_text().startswith('"')
