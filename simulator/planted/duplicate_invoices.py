"""Invoices that are entered twice, most under a slightly other number, some under the supplier's other record; a part is caught.

Those that are not caught are paid twice. Look-alikes are bills of equal amount, month after month.
Truth: duplicate_invoices, one row per invoice of either kind.
"""

from __future__ import annotations

from simulator.engine import Rate, World
from simulator.world.worktime import WORKDAY_SECONDS

DUPLICATE_RATE = Rate(
    "duplicate_invoices", 0.02, "of the invoices for services and without an order: matching stops those for goods"
)
CAUGHT_RATE = Rate("duplicate_invoices_caught", 0.35, "of the duplicate invoices: voided before they are paid")
KINDS = {"same number": 3, "letter for digit": 2, "punctuation": 2, "other date": 2, "other amount": 1}


def play(world: World) -> None:
    kinds, weights = list(KINDS), list(KINDS.values())
    world.run(f"""
        create table planted.duplicate_invoices as
        select invoice_key as original_key, invoice_key || ' again' as invoice_key,
            pick_weighted({kinds}, {weights}, 'duplicate kind', invoice_key) as kind,
            chance({world.rate(CAUGHT_RATE)}, 'caught', invoice_key) as is_caught
        from world.invoice_drafts as drafts left join world.orders as orders using (order_no)
        where drafts.source_system <> 'zip' and document_type = 'invoice' and coalesce(is_service, true) and not is_wrong
            and chance({world.rate(DUPLICATE_RATE)}, 'duplicate', invoice_key);
        insert into world.invoice_drafts
        with others as (
            -- Where the supplier has two records, the duplicate stands under the other.
            select source_system, supplier_number, min(supplier_id) as first_id, max(supplier_id) as last_id
            from world.supplier_records group by source_system, supplier_number
        )
        select planted.invoice_key, drafts.* exclude (invoice_key) replace (
            case when drafts.supplier_id = first_id then last_id else first_id end as supplier_id,
            case kind when 'letter for digit' then case when regexp_matches(invoice_number, '[01]')
                    then translate(invoice_number, '01', 'OI') else translate(invoice_number, '25689', 'ZSGBg') end
                when 'punctuation' then case when regexp_matches(invoice_number, '[-/]')
                    then regexp_replace(invoice_number, '[-/]', '')
                    else left(invoice_number, 3) || '-' || substr(invoice_number, 4) end
                else invoice_number end as invoice_number,
            case when kind = 'other date' then invoiced_on + draw_integer(1, 3, 'other date', planted.invoice_key)::integer
                else invoiced_on end as invoiced_on,
            greatest(received, earliest_entry)
                + draw_integer(3 * {WORKDAY_SECONDS}, 20 * {WORKDAY_SECONDS}, 'again', planted.invoice_key) as received,
            is_caught as is_wrong)
        from planted.duplicate_invoices as planted join world.invoice_drafts as drafts
            on drafts.invoice_key = planted.original_key
        join others on others.source_system = drafts.source_system and others.supplier_number = drafts.supplier_number;
        insert into world.invoice_draft_lines
        select planted.invoice_key, lines.* exclude (invoice_key) replace (
            case when kind = 'other amount' and line_number = 1
                then unit_price + case currency_code when 'JPY' then 1 else 0.01 end else unit_price end as unit_price,
            null as exception, null as breach_amount)
        from planted.duplicate_invoices as planted join world.invoice_draft_lines as lines
            on lines.invoice_key = planted.original_key
        join world.invoice_drafts as drafts on drafts.invoice_key = planted.original_key
    """)


def tell(world: World) -> None:
    world.truth(
        "duplicate_invoices",
        "One row per invoice that repeats an earlier one. kind: how the duplicate differs, or recurring (innocent: a bill of "
        "the same supplier and amount for another month). is_paid: paid within the period, so that money went out twice.",
        """
        select invoices.source_system, invoices.invoice_id, originals.invoice_id as original_invoice_id, kind, is_caught,
            invoices.status = 'paid' and originals.status = 'paid' as is_paid
        from planted.duplicate_invoices as planted join world.known_invoices as invoices using (invoice_key)
        join world.known_invoices as originals on originals.invoice_key = planted.original_key
        union all
        select invoices.source_system, invoice_id, lag(invoice_id) over bills, 'recurring', false, status = 'paid'
        from world.known_invoices as invoices join world.standing_bills as bills
            on bills.is_equal and starts_with(invoices.invoice_key, bills.bill_key || ' ')
                and not ends_with(invoices.invoice_key, 'again')
        window bills as (partition by bills.bill_key order by invoiced_on, invoice_no)
        qualify lag(invoice_id) over bills is not null
        """,
    )
