"""SAP of the German company: tables of purchasing and invoice verification as an extractor writes them, every week what changed.

Some weeks a buyer saves orders and their history as a German spreadsheet instead, or downloads the unconverted list: the forms
that the feeds declare. SAP prints times of the application server, keeps amounts unsigned with a sign beside them and with two
decimals whatever the currency, and tells the second of a change in its change log alone.
"""

from __future__ import annotations

from typing import NamedTuple

from simulator.export import Export, csv, lines
from simulator.exports import erp
from simulator.score import Loss

ZONE = "Europe/Berlin"
CLIENT = "100"
UNIT_OF_CHEAP_THINGS = 100  # what costs less than CHEAP is priced by so many
CHEAP = 5
EU = ("DE", "NL", "AT", "FR", "IT", "ES", "IE", "PL", "BE")

# The weeks of the year, modulo 5, in which a form is used.
WEEKS = {"extract": "not in (2, 4)", "spreadsheet": "= 2", "list": "= 4"}


def in_weeks(form: str) -> str:
    return f"extract(week from $until - interval 1 day) % 5 {WEEKS[form]}"


# ---------------------------------------------------------------------------------------------- spelling


def local(at: str) -> str:
    return f"in_zone('{ZONE}', {at})"


def day(at: str) -> str:
    """The local day of a moment, as extracts write it; no day is a row of zeros."""
    return f"coalesce(strftime({local(at)}, '%Y%m%d'), '00000000')"


def date(on: str) -> str:
    return f"coalesce(strftime({on}, '%Y%m%d'), '00000000')"


def time(at: str) -> str:
    return f"strftime({local(at)}, '%H%M%S')"


def year(at: str) -> str:
    return f"cast(year({local(at)}) as varchar)"


def money(amount: str, minor_units: str = "minor_units") -> str:
    """Unsigned, with two decimals whatever the currency has: 150.00 for 15,000 yen."""
    return f"cast(abs({amount} * case {minor_units} when 0 then 0.01 when 3 then 10.0 else 1.0 end) as decimal(18, 2))"


def quantity(number: str) -> str:
    return f"cast(abs({number}) as decimal(18, 3))"


def german(number: str, decimals: int) -> str:
    """1.234,50, and 1.234,50- if it is negative."""
    text = f"format('{{:,.{decimals}f}}', cast(abs({number}) as double))"
    return f"replace(replace(replace({text}, ',', '#'), '.', ','), '#', '.') || case when {number} < 0 then '-' else '' end"


def german_money(amount: str) -> str:
    """Downloads show a currency's own decimals."""
    return f"case when minor_units = 0 then {german(amount, 0)} else {german(amount, 2)} end"


def german_day(at: str) -> str:
    return f"coalesce(strftime({local(at)}, '%d.%m.%Y'), '')"


ORDER = "native_id('sap', 'purchase_order', order_no)"
ITEM = "native_line_number('sap', 'purchase_order', line_number)"
REQUISITION = "native_id('sap', 'requisition', requisition_no)"

# ---------------------------------------------------------------------------------------------- objects

REQUISITIONS = f"""
    {erp.requisitions("sap")},
    items as (
        select requisitions.*, items.line_number, items.description, items.unit, items.quantity, items.unit_price,
            {erp.MINOR_UNITS} as minor_units,
            case when rejected_at is not null then '08' when approved_at is not null then '05'
                 when submitted_at is not null then '03' else '02' end as state,
            releases.steps
        from requisitions
        join world.demand_lines as items using (demand_key)
        left join (
            select document_no, count(*) as steps from world.approval_steps
            where source_system = 'sap' and document_type = 'requisition' and decision = 'approved' and decided_at < $until
            group by document_no
        ) as releases on releases.document_no = requisition_no
    )
"""

EBAN = f"""
    with {REQUISITIONS}
    select '{CLIENT}' as MANDT, {REQUISITION} as BANFN, {ITEM} as BNFPO, 'NB' as BSART,
        case when cancelled_at is not null then 'X' end as LOEKZ, case when order_no is null then 'N' else 'B' end as STATU,
        'R' as ESTKZ, state as BANPR, case state when '05' then '2' when '08' then 'X' end as FRGKZ,
        repeat('X', coalesce(steps, 0)) as FRGZU, {day("approved_at")} as FRGDT,
        case when submitted_at is null then 'P' end as MEMORYTYPE, case when order_no is not null then 'X' end as EBAKZ,
        native_account('sap', requester_id) as ERNAM, cost_center as AFNAM, {day("changed_at")} as ERDAT,
        {day("created_at")} as BADAT, description as TXZ01, category as MATKL, 'HL10' as WERKS, {quantity("quantity")} as MENGE,
        unit as MEINS, {money("unit_price")} as PREIS, 1 as PEINH, currency_code as WAERS, supplier_id as LIFNR,
        {ORDER} as EBELN, case when order_no is null then '00000' else {ITEM} end as EBELP
    from items where {erp.IN_WINDOW} order by BANFN, BNFPO
"""

EBKN = f"""
    with {REQUISITIONS}
    select '{CLIENT}' as MANDT, {REQUISITION} as BANFN, {ITEM} as BNFPO, '01' as ZEBKN, null as LOEKZ,
        {quantity("quantity")} as MENGE, '0.0' as VPROZ, '0000476000' as SAKTO, cost_center as KOSTL
    from items where created_at >= $since order by BANFN, BNFPO
"""

PRICE_UNITS = f"""
    price_units as (
        select order_no, line_number, case when unit_price < {CHEAP} then {UNIT_OF_CHEAP_THINGS} else 1 end as price_unit
        from world.order_line_versions where version_number = 1
    )
"""

ORDERS = f"""
    {erp.orders("sap")},
    headers as (
        select orders.*, case when steps.document_no is null then '02' when approved_at is not null then '05' else '03' end
            as state
        from orders
        left join (
            select distinct document_no from world.approval_steps
            where source_system = 'sap' and document_type = 'purchase_order' and pending_since_at < $until
        ) as steps on steps.document_no = order_no
    ),
    {erp.lines()},
    {PRICE_UNITS},
    items as (
        select lines.*, price_unit, {erp.MINOR_UNITS} as minor_units,
            deleted_at is null and received_quantity >= quantity as is_delivered,
            deleted_at is null and billed_quantity >= quantity as is_billed
        from lines
        join price_units using (order_no, line_number)
    )
"""


class Column(NamedTuple):
    """Name in the dictionary, German label and width in a list; what extracts hold, and downloads if they show it otherwise."""

    name: str
    label: str
    width: int
    extracted: str
    shown: str | None = None


EKKO = [
    Column("MANDT", "Mandant", 7, f"'{CLIENT}'"),
    Column("EBELN", "Einkaufsbeleg", 13, ORDER),
    Column("BUKRS", "Buchungskreis", 13, "company_code"),
    Column("BSTYP", "Einkaufsbelegtyp", 16, "'F'"),
    Column("BSART", "Einkaufsbelegart", 16, "case when order_type = 'blanket release' then 'FO' else 'NB' end"),
    Column("LOEKZ", "Löschkennzeichen", 16, "case when cancelled_at is not null then 'L' end"),
    Column("AEDAT", "Angelegt am", 11, day("created_at"), german_day("created_at")),
    Column("ERNAM", "Angelegt von", 12, "native_account('sap', buyer_id)"),
    Column("LIFNR", "Lieferant", 10, "supplier_id", "ltrim(supplier_id, '0')"),
    Column("EKORG", "Einkaufsorganisation", 20, "'HL10'"),
    Column("EKGRP", "Einkäufergruppe", 15, "'H01'"),
    Column("WAERS", "Währung", 7, "currency_code"),
    Column("BEDAT", "Belegdatum", 10, day("created_at"), german_day("created_at")),
    Column("PROCSTAT", "Bearbeitungsstatus", 18, "state", "ltrim(state, '0')"),
]

EKPO = [
    Column("MANDT", "Mandant", 7, f"'{CLIENT}'"),
    Column("EBELN", "Einkaufsbeleg", 13, ORDER),
    Column("EBELP", "Position", 8, ITEM, "cast(line_number * 10 as varchar)"),
    Column("LOEKZ", "Löschkennzeichen", 16, "case when deleted_at is not null or cancelled_at is not null then 'L' end"),
    Column("AEDAT", "Geändert am", 11, day("changed_at"), german_day("changed_at")),
    Column("TXZ01", "Kurztext", 40, "description"),
    Column("MATNR", "Material", 18, "null"),
    Column("BUKRS", "Buchungskreis", 13, "company_code"),
    Column("WERKS", "Werk", 4, "company_code"),
    Column("MATKL", "Warengruppe", 32, "category"),
    Column("MENGE", "Bestellmenge", 16, quantity("quantity"), german("quantity", 3)),
    Column("MEINS", "Bestellmengeneinheit", 20, "unit"),
    Column("NETPR", "Nettopreis", 16, money("unit_price * price_unit"), german_money("(unit_price * price_unit)")),
    Column("PEINH", "Preiseinheit", 12, "cast(price_unit as varchar)"),
    Column("NETWR", "Nettobestellwert", 18, money("amount"), german_money("amount")),
    Column("ELIKZ", "Endlieferung", 12, "case when is_delivered then 'X' end"),
    Column("EREKZ", "Endrechnung", 11, "case when is_billed then 'X' end"),
    Column("PSTYP", "Positionstyp", 12, "case when is_service then '9' else '0' end",
        "case when is_service then 'D' else 'NORM' end"),
    Column("KNTTP", "Kontierungstyp", 14, "'K'"),
    Column("WEPOS", "Wareneingang", 12, "case when not is_service then 'X' end"),
    Column("REPOS", "Rechnungseingang", 16, "'X'"),
    Column("WEBRE", "WE-bezogene RP", 14, "case when not is_service then 'X' end"),
    Column("BANFN", "Bestellanforderung", 18, REQUISITION),
    Column("BNFPO", "Pos. der Banf", 13, f"case when requisition_no is null then '00000' else {ITEM} end"),
]  # fmt: skip

EKKN = f"""
    with {ORDERS}
    select '{CLIENT}' as MANDT, {ORDER} as EBELN, {ITEM} as EBELP, '01' as ZEKKN, null as LOEKZ,
        {quantity("quantity")} as MENGE, '0.0' as VPROZ, '0000476000' as SAKTO, cost_center as KOSTL
    from items where {erp.IN_WINDOW} order by EBELN, EBELP
"""

EKET = f"""
    with {ORDERS}
    select '{CLIENT}' as MANDT, {ORDER} as EBELN, {ITEM} as EBELP, '0001' as ETENR, {date("needed_on")} as EINDT,
        {date("promised_on")} as SLFDT, {quantity("quantity")} as MENGE, {quantity("received_quantity")} as WEMNG,
        {REQUISITION} as BANFN
    from items where {erp.IN_WINDOW} order by EBELN, EBELP
"""

RECEIPTS = f"""
    receipts as (
        select receipts.*, orders.company_code, orders.supplier_id, orders.currency_code, {erp.MINOR_UNITS} as minor_units,
            currencies.eur_per_unit, lines.unit, receipts.received_at as changed_at, reversed.posted_on as reversed_on,
            case when receipts.reverses_receipt_no is null then '101' else '102' end as movement,
            case when receipts.reverses_receipt_no is null then 'S' else 'H' end as sign
        from world.receipts as receipts
        join world.orders as orders using (order_no)
        join world.order_lines as lines using (order_no, line_number)
        join world.currencies as currencies using (currency_code)
        left join world.receipts as reversed on reversed.receipt_no = receipts.reverses_receipt_no
        where orders.source_system = 'sap' and receipts.received_at < $until
    )
"""

INVOICES = f"""
    {erp.invoices("sap")},
    documents as (
        select invoices.*, {erp.MINOR_UNITS} as minor_units, currencies.eur_per_unit, {year("entered_at")} as fiscal_year,
            native_id('sap', 'invoice', invoice_no) as document, sap_accounting_document(invoice_no) as accounting_document,
            sap_document(5205600000, invoice_no) as reversal, sap_document(5200000000, invoice_no) as accounting_reversal,
            document_type = 'invoice' as is_invoice
        from invoices join world.currencies as currencies using (currency_code)
    )
"""

# The history of an order line: its receipts and its invoices.
HISTORY = f"""
    {RECEIPTS},
    {INVOICES},
    history as (
        select order_no, line_number, '1' as posting, {year("posted_on")} as fiscal_year,
            sap_document(5000000000, receipt_no) as document, 1 as document_line, movement, posted_on, receipts.quantity, amount,
            currency_code, minor_units, eur_per_unit, sign, changed_at,
            sap_document(5000000000, coalesce(reverses_receipt_no, receipt_no)) as reference,
            {year("coalesce(reversed_on, posted_on)")} as reference_year
        from receipts
        union all
        select lines.order_no, order_line_number, '2', fiscal_year, document, lines.line_number, '', {local("entered_at")}::date,
            lines.quantity, lines.amount, currency_code, minor_units, eur_per_unit, case when is_invoice then 'S' else 'H' end,
            entered_at, null, null
        from documents join world.invoice_lines as lines using (invoice_no)
        where lines.order_no is not null
    )
"""

EKBE = [
    Column("EBELN", "Einkaufsbeleg", 13, ORDER),
    Column("EBELP", "Position", 8, ITEM, "cast(line_number * 10 as varchar)"),
    Column("ZEKKN", "Lfd. Nr. Kontierung", 19, "'00'", "'0'"),
    Column("VGABE", "Vorgangsart", 11, "posting"),
    Column("GJAHR", "Materialbelegjahr", 17, "fiscal_year"),
    Column("BELNR", "Materialbeleg", 13, "document"),
    Column("BUZEI", "Position", 8, "lpad(cast(document_line as varchar), 4, '0')", "cast(document_line as varchar)"),
    Column("BWART", "Bewegungsart", 12, "movement"),
    Column("BUDAT", "Buchungsdatum", 13, date("posted_on"), "strftime(posted_on, '%d.%m.%Y')"),
    Column("MENGE", "Menge", 16, quantity("quantity"), german("quantity", 3)),
    Column("WRBTR", "Betrag", 18, money("amount"), german_money("amount")),
    Column("WAERS", "Währung", 7, "currency_code"),
    Column("SHKZG", "Soll/Haben-Kennz.", 17, "sign"),
    Column("CPUDT", "Erfassungsdatum", 15, day("changed_at"), german_day("changed_at")),
    Column("CPUTM", "Erfassungsuhrzeit", 17, time("changed_at"), f"strftime({local('changed_at')}, '%H:%M:%S')"),
    Column("LFBNR", "Referenzbeleg", 13, "reference"),
    Column("LFGJA", "Jahr des Ref.Belegs", 19, "reference_year"),
    Column("LFPOS", "Position", 8, "case when reference is not null then '0001' end",
        "case when reference is not null then '1' end"),
]  # fmt: skip

MSEG = f"""
    with {RECEIPTS}
    select '{CLIENT}' as MANDT, sap_document(5000000000, receipt_no) as MBLNR, {year("posted_on")} as MJAHR, '0001' as ZEILE,
        movement as BWART, null as MATNR, company_code as WERKS, supplier_id as LIFNR, sign as SHKZG, currency_code as WAERS,
        {money("amount")} as DMBTR, {quantity("quantity")} as MENGE, unit as MEINS,
        {ORDER} as EBELN, {ITEM} as EBELP,
        case when reverses_receipt_no is null then '0000' else {year("reversed_on")} end as SJAHR,
        sap_document(5000000000, reverses_receipt_no) as SMBLN,
        case when reverses_receipt_no is null then '0000' else '0001' end as SMBLP
    from receipts where {erp.IN_WINDOW} order by MBLNR
"""

MKPF = f"""
    with {RECEIPTS}
    select '{CLIENT}' as MANDT, sap_document(5000000000, receipt_no) as MBLNR, {year("posted_on")} as MJAHR, 'WE' as VGART,
        'WE' as BLART, {date("posted_on")} as BLDAT, {date("posted_on")} as BUDAT, {day("received_at")} as CPUDT,
        {time("received_at")} as CPUTM, native_account('sap', received_by_id) as USNAM,
        case when reverses_receipt_no is null then 'MIGO_GR' else 'MBST' end as TCODE, null as XBLNR
    from receipts where {erp.IN_WINDOW} order by MBLNR
"""

# What has no order is parked until it is approved; what has one is posted, and blocked if it does not match.
# An invoice and, once it is voided, the document that reverses it; the two name each other.
POSTINGS = f"""
    {INVOICES},
    postings as (
        select document, fiscal_year, accounting_document, entered_at, received_at, is_invoice as is_debit,
            case when is_disputed then 'A' end as block,
            case when order_no is null and approved_at is null and voided_at is null then 'B' else '5' end as status,
            case when voided_at is not null then reversal end as other_document,
            case when voided_at is not null then {year("voided_at")} end as other_year,
            case when voided_at is not null then accounting_reversal end as other_accounting_document, false as is_reversal,
            documents.* exclude (document, fiscal_year, accounting_document, entered_at, received_at)
        from documents
        union all
        select reversal, {year("voided_at")}, accounting_reversal, voided_at, null, not is_invoice, null, '5', document,
            fiscal_year, accounting_document, true,
            documents.* exclude (document, fiscal_year, accounting_document, entered_at, received_at)
        from documents where voided_at is not null
    )
"""

RBKP = f"""
    with {POSTINGS}
    select '{CLIENT}' as MANDT, document as BELNR, fiscal_year as GJAHR, 'RE' as BLART, company_code as BUKRS,
        supplier_id as LIFNR, invoice_number as XBLNR, {date("invoiced_on")} as BLDAT, {day("entered_at")} as BUDAT,
        {day("received_at")} as REINDAT, {day("entered_at")} as CPUDT, {time("entered_at")} as CPUTM,
        native_account('sap', entered_by_id) as USNAM, currency_code as WAERS, cast(eur_per_unit as decimal(18, 5)) as KURSF,
        {money("(net_amount + tax_amount)")} as RMWWR, {money("tax_amount")} as WMWST1, case when is_debit then 'X' end as XRECH,
        'Z030' as ZTERM, {date("invoiced_on")} as ZFBDT, datediff('day', invoiced_on, due_on) as ZBD1T, block as ZLSPR,
        status as RBSTAT, other_document as STBLG, coalesce(other_year, '0000') as STJAH, null as IVTYP, null as BKTXT
    from postings where {erp.IN_WINDOW} order by BELNR, GJAHR
"""

# What stops an invoice: a line that did not match is blocked by reason, a dispute blocks payment of the whole.
BLOCKS = """
    blocks as (
        select hold_no, invoice_no, line_number, placed_at, released_at, released_by_id,
            case hold_type when 'price' then 'SPGRP' when 'manual' then 'ZLSPR' else 'SPGRM' end as field
        from world.holds
    )
"""

RSEG = f"""
    with {POSTINGS},
    {BLOCKS},
    blocked as (
        select invoice_no, line_number,
            max(greatest(placed_at, case when released_at < $until then released_at end)) as last_blocked_at,
            bool_or(field = 'SPGRP' and coalesce(released_at >= $until, true)) as is_price_blocked,
            bool_or(field = 'SPGRM' and coalesce(released_at >= $until, true)) as is_quantity_blocked
        from blocks where placed_at < $until group by invoice_no, line_number
    ),
    items as (
        select postings.* exclude (changed_at), greatest(postings.entered_at, last_blocked_at) as changed_at,
            lines.line_number, lines.order_no as billed_order_no, order_line_number, quantity, lines.amount, unit,
            not is_reversal and coalesce(is_price_blocked, false) as is_price_blocked,
            not is_reversal and coalesce(is_quantity_blocked, false) as is_quantity_blocked
        from postings
        join world.invoice_lines as lines using (invoice_no)
        join world.order_lines as ordered on ordered.order_no = lines.order_no and ordered.line_number = lines.order_line_number
        left join blocked on blocked.invoice_no = lines.invoice_no and blocked.line_number = lines.line_number
    )
    select '{CLIENT}' as MANDT, document as BELNR, fiscal_year as GJAHR, native_line_number('sap', 'invoice', line_number)
        as BUZEI, native_id('sap', 'purchase_order', billed_order_no) as EBELN,
        native_line_number('sap', 'purchase_order', order_line_number) as EBELP, '00' as ZEKKN, {quantity("quantity")} as MENGE,
        unit as MEINS, {money("amount")} as WRBTR, case when is_debit then 'S' else 'H' end as SHKZG, null as LFBNR, '0000'
            as LFGJA,
        '0000' as LFPOS, case when is_price_blocked then 'X' end as SPGRP, case when is_quantity_blocked then 'X' end as SPGRM,
        null as SPGRT, null as SPGRG, null as SPGRV, null as SPGRQ, null as SPGRS
    from items where {erp.IN_WINDOW} order by BELNR, GJAHR, BUZEI
"""

# Accounting documents: of invoices once they are posted, of receipts, and of payments.
BKPF = f"""
    with {POSTINGS},
    {RECEIPTS},
    headers as (
        select company_code, accounting_document as document, fiscal_year, 'RE' as kind, invoiced_on as document_on,
            greatest(entered_at, approved_at) as entered_at, case when is_reversal then 'MR8M' else 'MIRO' end as transaction,
            invoice_number as reference, other_accounting_document as reversed_by, currency_code,
            'RMRP' as origin, postings.document || fiscal_year as origin_key, entered_by_id as person_id,
            greatest(entered_at, approved_at, voided_at) as changed_at
        from postings where status = '5'
        union all
        select company_code, sap_document(4900000000, receipt_no), {year("posted_on")}, 'WE', posted_on, received_at,
            case when reverses_receipt_no is null then 'MIGO_GR' else 'MBST' end, null, null, currency_code, 'MKPF',
            sap_document(5000000000, receipt_no) || {year("posted_on")}, received_by_id, received_at
        from receipts
        union all
        select company_code, native_id('sap', 'payment', payment_no), {year("payments.paid_at")}, 'ZP',
            {local("payments.paid_at")}::date, payments.paid_at, 'F110', null, null, payments.currency_code, 'BKPF',
            native_id('sap', 'payment', payment_no) || company_code || {year("payments.paid_at")}, created_by_id, payments.paid_at
        from world.payments as payments join documents using (invoice_no)
        where payments.paid_at < $until
    )
    select '{CLIENT}' as MANDT, company_code as BUKRS, document as BELNR, fiscal_year as GJAHR, kind as BLART,
        {date("document_on")} as BLDAT, {day("entered_at")} as BUDAT, {day("entered_at")} as CPUDT, {time("entered_at")} as CPUTM,
        native_account('sap', person_id) as USNAM, transaction as TCODE, reference as XBLNR, reversed_by as STBLG,
        currency_code as WAERS, origin as AWTYP, origin_key as AWKEY
    from headers where {erp.IN_WINDOW} order by BELNR, GJAHR
"""

# A payment clears the item of the invoice and its own; a reversal clears the invoice and itself.
BSAK = f"""
    with {POSTINGS},
    cleared as (
        -- What is paid in two parts is two items of the document.
        select payments.paid_at as cleared_at, native_id('sap', 'payment', payment_no) as clearing, fiscal_year,
            accounting_document as document, case when part = 0 then '001' else '002' end as item, 'RE' as kind, is_debit,
                payments.amount, company_code, payments.supplier_id, payments.currency_code, minor_units, eur_per_unit
        from world.payments as payments join postings using (invoice_no)
        where payments.paid_at < $until and not is_reversal
        union all
        select payments.paid_at, native_id('sap', 'payment', payment_no), {year("payments.paid_at")},
            native_id('sap', 'payment', payment_no), '001', 'ZP', not is_debit, payments.amount, company_code,
                payments.supplier_id, payments.currency_code, minor_units, eur_per_unit
        from world.payments as payments join postings using (invoice_no)
        where payments.paid_at < $until and not is_reversal
        union all
        select voided_at, accounting_reversal, fiscal_year, accounting_document, '001', 'RE', is_debit, net_amount + tax_amount,
            company_code, supplier_id, currency_code, minor_units, eur_per_unit
        from postings where voided_at is not null
    )
    select '{CLIENT}' as MANDT, company_code as BUKRS, supplier_id as LIFNR, {day("cleared_at")} as AUGDT, clearing as AUGBL,
        fiscal_year as GJAHR, document as BELNR, item as BUZEI, kind as BLART, case when is_debit then 'H' else 'S' end as SHKZG,
        cast(abs(cast(amount * eur_per_unit as decimal(18, 6))) as decimal(18, 2)) as DMBTR, {money("amount")} as WRBTR,
        currency_code as WAERS
    from cleared where cleared_at >= $since order by BELNR, GJAHR, BUZEI
"""

LFA1 = f"""
    select '{CLIENT}' as MANDT, supplier_id as LIFNR, country_code as LAND1, records.supplier_name as NAME1, null as NAME2,
        null as ORT01, null as PSTLZ, null as REGIO, upper(left(records.supplier_name, 10)) as SORTL, 'KRED' as KTOKK,
        case when country_code not in {EU} then records.tax_id end as STCD1,
        case when country_code in {EU} then records.tax_id end as STCEG, {day("records.created_at")} as ERDAT, 'MIGRATION'
            as ERNAM, null as LOEVM, case when not is_active then 'X' end as SPERR, null as SPERM,
        case when is_payment_blocked then 'X' end as SPERZ
    from world.supplier_records as records join world.suppliers as suppliers using (supplier_number)
    where source_system = 'sap' and records.created_at < $until
        and (records.created_at >= $since or (records.changed_at >= $since and records.changed_at < $until))
    order by LIFNR
"""

# An account that is changed is another one; the former stays in the files, and nothing tells that it is gone.
LFBK = f"""
    with accounts as (
        select records.supplier_id, country_code, records.created_at as changed_at, coalesce(old_account, records.bank_account)
            as account
        from world.supplier_records as records join world.suppliers as suppliers using (supplier_number)
        left join world.bank_changes as changes using (source_system, supplier_id)
        where source_system = 'sap'
        qualify row_number() over (partition by records.supplier_id order by changes.changed_at) = 1
        union all
        select supplier_id, country_code, changes.changed_at, new_account
        from world.bank_changes as changes join world.supplier_records using (source_system, supplier_id)
        join world.suppliers as suppliers using (supplier_number)
        where source_system = 'sap'
    ),
    parts as (
        select *, regexp_matches(account, '^[A-Z]{{2}}') as is_iban, replace(account, '-', '') as digits from accounts
    )
    select '{CLIENT}' as MANDT, supplier_id as LIFNR, case when is_iban then left(digits, 2) else country_code end as BANKS,
        case when is_iban then substr(digits, 5, 8) else left(digits, 9) end as BANKL,
        case when is_iban then substr(digits, 13) else substr(digits, 10) end as BANKN,
        case when is_iban then substr(digits, 3, 2) end as BKONT, null as BVTYP, null as BKREF, null as KOINH
    from parts where {erp.IN_WINDOW} order by LIFNR, changed_at
"""

# ------------------------------------------------------------------------------------------ change log


def approval(kind: str, document: str, object_class: str, table: str, field: str, transaction: str, keys: str) -> str:
    """The release of a document: each step adds an X, the last one releases; a refusal stops it."""
    return f"""
        select '{object_class}', native_id('sap', '{kind}', document_no), sap_change('{kind}', document_no, 1 + step_number),
            decided_at, approver_id, '{transaction}', '{table}', item, field, 'U', old, new
        from (
            select *, sum((decision = 'approved')::integer) over (partition by document_no order by step_number) as level,
                lead(step_number) over (partition by document_no order by step_number) is null as is_last
            from world.approval_steps where source_system = 'sap' and document_type = '{kind}'
        ) as steps
        join ({keys}) as items on items.{document} = document_no,
        lateral (
            select 'FRGZU' as field, repeat('X', level::integer - 1) as old, repeat('X', level::integer) as new
            where decision = 'approved'
            union all select '{field}', '03', '05' where decision = 'approved' and is_last
            union all select '{field}', '03', '08' where decision = 'rejected'
        ) as fields
        where decision in ('approved', 'rejected')"""


REQUISITION_ITEMS = f"""
    select requisition_no, {ITEM} as item, created_at, submitted_at, requester_id
    from world.requisitions join world.demand_lines using (demand_key) where source_system = 'sap'
"""
SUBMITTED_ORDERS = """
    select order_no, '' as item, orders.buyer_id, min(pending_since_at) as submitted_at
    from world.orders as orders join world.approval_steps as steps on steps.document_type = 'purchase_order'
        and steps.source_system = 'sap' and steps.document_no = order_no
    where orders.source_system = 'sap' group by order_no, buyer_id
"""

# What happens to the documents, whenever it does: one row per changed field.
CHANGES = f"""
    {BLOCKS},
    {PRICE_UNITS},
    items as (
        select order_no, line_number, price_unit, {ITEM} as item, orders.created_at,
            orders.buyer_id, orders.cancelled_at, deleted_at, {erp.MINOR_UNITS} as minor_units
        from world.order_lines join world.orders as orders using (order_no) join price_units using (order_no, line_number)
        where orders.source_system = 'sap'
    ),
    versions as (
        select items.*, version_number, valid_from_at, changed_by_id, quantity, unit_price * price_unit as price, amount,
            lag(quantity) over line as old_quantity, lag(unit_price * price_unit) over line as old_price,
            lag(amount) over line as old_amount
        from world.order_line_versions join items using (order_no, line_number)
        window line as (partition by order_no, line_number order by version_number)
    ),
    changes(object_class, object_id, change_number, changed_at, person_id, transaction, table_name, item, field, kind, old, new)
        as (
        select 'BANF', {REQUISITION}, sap_change('requisition', requisition_no, 0), created_at,
            requester_id, 'ME51N', 'EBAN', item, 'KEY', 'I', '', ''
        from ({REQUISITION_ITEMS})
        union all
        select 'BANF', {REQUISITION}, sap_change('requisition', requisition_no, 1), submitted_at,
            requester_id, 'ME52N', 'EBAN', item, 'BANPR', 'U', '02', '03'
        from ({REQUISITION_ITEMS})
        union all
        {approval("requisition", "requisition_no", "BANF", "EBAN", "BANPR", "ME54N", REQUISITION_ITEMS)}
        union all
        select 'EINKBELEG', {ORDER}, sap_change('purchase_order', order_no, 0), created_at,
            buyer_id, 'ME21N', case when item = '' then 'EKKO' else 'EKPO' end, item, 'KEY', 'I', '', ''
        from (from items select order_no, created_at, buyer_id, item
            union all select order_no, created_at, buyer_id, '' from world.orders where source_system = 'sap')
        union all
        select 'EINKBELEG', {ORDER}, sap_change('purchase_order', order_no, 1), submitted_at,
            buyer_id, 'ME21N', 'EKKO', '', 'PROCSTAT', 'U', '02', '03'
        from ({SUBMITTED_ORDERS})
        union all
        {approval("purchase_order", "order_no", "EINKBELEG", "EKKO", "PROCSTAT", "ME29N", SUBMITTED_ORDERS)}
        union all
        select 'EINKBELEG', {ORDER}, sap_change('purchase_order', order_no, 19), cancelled_at,
            buyer_id, 'ME22N', case when item = '' then 'EKKO' else 'EKPO' end, item, 'LOEKZ', 'U', '', 'L'
        from (from items select order_no, cancelled_at, buyer_id, item where deleted_at is null
            union all select order_no, cancelled_at, buyer_id, '' from world.orders where source_system = 'sap')
        union all
        select 'EINKBELEG', {ORDER}, sap_change('order line', order_no, line_number * 20),
            deleted_at, buyer_id, 'ME22N', 'EKPO', item, 'LOEKZ', 'U', '', 'L'
        from items
        union all
        select 'EINKBELEG', {ORDER},
            sap_change('order line', order_no, line_number * 20 + version_number), valid_from_at, changed_by_id, 'ME22N',
                'EKPO', item, field, 'U', old, new
        from versions,
        lateral (
            select 'NETPR' as field, cast({money("old_price")} as varchar) as old, cast({money("price")} as varchar) as new
            where price <> old_price
            union all select 'MENGE', cast({quantity("old_quantity")} as varchar), cast({quantity("quantity")} as varchar)
            where quantity <> old_quantity
            union all select 'NETWR', cast({money("old_amount")} as varchar), cast({money("amount")} as varchar)
            where amount <> old_amount
        ) as fields
        where version_number > 1
        union all
        select 'INCOMINGINVOICE', native_id('sap', 'invoice', invoice_no) || {year("entered_at")},
            sap_change('invoice', invoice_no, coalesce(line_number * 4, 0) + event), at_, case when event = 0 then entered_by_id
                else released_by_id end, case when field = 'ZLSPR' then 'FB02' when event = 0 then 'MIRO' else 'MRBR' end,
            case when line_number is null then 'RBKP' else 'RSEG' end,
            {year("entered_at")} || coalesce(native_line_number('sap', 'invoice', line_number), ''), field, 'U', old, new
        from blocks join world.invoices using (invoice_no),
        lateral (
            select 0 as event, placed_at as at_, '' as old, case when field = 'ZLSPR' then 'A' else 'X' end as new
            union all select 1, released_at, case when field = 'ZLSPR' then 'A' else 'X' end, ''
        ) as marks
        where source_system = 'sap'
    )
"""

CDHDR = f"""
    with {CHANGES}
    select distinct '{CLIENT}' as MANDANT, object_class as OBJECTCLAS, object_id as OBJECTID, change_number as CHANGENR,
        native_account('sap', person_id) as USERNAME, {day("changed_at")} as UDATE, {time("changed_at")} as UTIME,
        transaction as TCODE, case when kind = 'I' then 'I' else 'U' end as CHANGE_IND
    from changes where {erp.IN_WINDOW} order by OBJECTCLAS, OBJECTID, CHANGENR
"""

CDPOS = f"""
    with {CHANGES}
    select '{CLIENT}' as MANDANT, object_class as OBJECTCLAS, object_id as OBJECTID, change_number as CHANGENR, table_name
        as TABNAME,
        '{CLIENT}' || left(object_id, 10) || item as TABKEY, field as FNAME, kind as CHNGIND, nullif(new, '') as VALUE_NEW,
            nullif(old, '') as VALUE_OLD
    from changes where {erp.IN_WINDOW} order by OBJECTCLAS, OBJECTID, CHANGENR, TABNAME, TABKEY, FNAME
"""


# ---------------------------------------------------------------------------------------------- files


def downloads(table: str, columns: list[Column], ctes: str, rows: str, order_by: str, **quirks) -> list[Export]:
    """A table in the three forms, each in its weeks."""

    def query(select: str, form: str) -> str:
        return f"with {ctes} select {select} from {rows} where {erp.IN_WINDOW} and {in_weeks(form)} order by {order_by}"

    shown = [f"coalesce(cast({column.shown or column.extracted} as varchar), '')" for column in columns]
    cells = [f"case when contains({text}, ';') then '\"' || {text} || '\"' else {text} end" for text in shown]
    padded = [
        f"{'l' if column.name in ('MENGE', 'WRBTR', 'NETPR', 'NETWR') else 'r'}pad({text}, {column.width}, ' ')"
        for column, text in zip(columns, shown, strict=True)
    ]
    heading = "|" + "|".join(column.label.ljust(column.width) for column in columns) + "|"
    title = f"{table:<30}Dynamische Listenausgabe{'1':>20}\n"
    rule = "-" * len(heading) + "\n"
    return [
        Export(
            table.lower(), f"sap/extract/{table}_{{until:%Y%m%d}}.csv",
            query(", ".join(f"{column.extracted} as {column.name}" for column in columns), "extract"), csv(), **quirks,
        ),
        Export(
            table.lower(), f"sap/spreadsheet/{table}_{{until:%Y%m%d}}.csv",
            query(f"concat_ws(';', {', '.join(cells)})", "spreadsheet"),
            lines(before=";".join(column.label for column in columns) + "\n", encoding="cp1252"), **quirks,
        ),
        Export(
            table.lower(), f"sap/list/{table}_{{until:%Y%m%d}}.txt",
            query("concat('|', " + ", '|', ".join(padded) + ", '|')", "list"),
            lines(before="\ufeff" + title + rule + heading + "\n" + rule, encoding="utf-16-le"), **quirks,
        ),
    ]  # fmt: skip


def extract(table: str, query: str, every: int = 30, *quirks: str) -> Export:
    path = f"sap/extract/{table}_{{until:%Y%m%d}}.csv"
    return Export(table.lower(), path, query, csv(), every=every, quirks=frozenset({"repeat", *quirks}))


# Postings and changes are written once, so a late or overlapping file tells nothing else; the rows of other tables carry no stamp
# by which an earlier state could be told from a later one, but the time of their file.
EXPORTS = [
    extract("LFA1", LFA1),
    extract("LFBK", LFBK),
    extract("EBAN", EBAN, 15, "overlap"),
    extract("EBKN", EBKN),
    *downloads("EKKO", EKKO, ORDERS, "headers", "order_no", quirks=frozenset({"overlap"})),
    *downloads("EKPO", EKPO, ORDERS, "items", "order_no, line_number", quirks=frozenset({"overlap"})),
    extract("EKKN", EKKN),
    extract("EKET", EKET),
    *downloads(
        "EKBE", EKBE, HISTORY, "history", "posting, document, document_line", quirks=frozenset({"overlap", "late", "repeat"})
    ),
    extract("MSEG", MSEG, 30, "late", "overlap"),
    extract("MKPF", MKPF, 30, "late", "overlap"),
    extract("RBKP", RBKP, 15, "overlap"),
    extract("RSEG", RSEG, 15, "overlap"),
    extract("BKPF", BKPF, 30, "overlap"),
    extract("BSAK", BSAK, 30, "overlap"),
    extract("CDHDR", CDHDR, 15, "late", "overlap"),
    extract("CDPOS", CDPOS, 15, "late", "overlap"),
]

CANCELLED = "purchase_order_id in (select purchase_order_id from truth.purchase_orders where approval_status = 'cancelled')"

LOSSES = {
    "fct_requisitions": (
        Loss("sap", "company_code", "EBAN names a plant, not a company"),
        Loss("sap", "request_id", "EBAN does not name the request that a requisition answers", "request_id is not null"),
        Loss("sap", "requisition_amount", "withdrawn items are marked as deleted and count no more", "status = 'cancelled'"),
    ),
    "fct_approval_steps": (
        Loss("sap", "*", "the change log has decisions alone: a step that is awaited or ended undecided leaves nothing",
            "decision in ('pending', 'cancelled') and document_type <> 'invoice'"),
        Loss("sap", "*", "who releases a parked invoice is not logged", "document_type = 'invoice'"),
    ),
    "fct_purchase_orders": (
        Loss("sap", "approval_status", "an order is never closed as a whole", "approval_status = 'closed'"),
        Loss("sap", "ordered_amount", "cancelling an order marks its lines as deleted", "approval_status = 'cancelled'"),
    ),
    "fct_purchase_order_lines": (
        Loss("sap", "is_deleted", "cancelling an order marks its lines as deleted", CANCELLED),
        Loss("sap", "is_ended", "an order is never closed as a whole", f"is_ended and not {CANCELLED}"),
    ),
    "fct_invoices": (
        Loss("sap", "status", "an invoice for an order is posted when it is entered, matched or not", "status = 'received'"),
        Loss("sap", "approved_at", "who releases an invoice, and when, is not logged", "approved_at is not null"),
    ),
    "fct_invoice_lines": (
        Loss("sap", "*", "RSEG has lines of orders; what is posted to an account is elsewhere", "purchase_order_id is null"),
    ),
    "fct_match_results": (
        Loss("sap", "exception_types", "what is billed before it is received is blocked as any excess",
            "exception_types like '%receipt_missing%'"),
        Loss("sap", "breach_amount", "a block is a flag without an amount", "breach_amount is not null"),
    ),
    "fct_invoice_holds": (
        Loss("sap", "hold_type", "what is billed before it is received is blocked as any excess", "hold_type = 'receipt'"),
        Loss("sap", "hold_type", "whatever is disputed, the payment block is the same", "hold_type = 'manual'"),
    ),
    "dim_suppliers": (
        Loss("sap", "created_at", "LFA1 knows the day alone"),
        Loss("sap", "email_key", "addresses are in a table of their own", "email_key is not null"),
    ),
}  # fmt: skip
