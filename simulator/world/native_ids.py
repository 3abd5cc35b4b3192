"""How each system numbers its documents: the neutral numbers of the world, as the system's exports and the facts spell them.

Macros only; everything that writes an export or a truth with native ids uses these, so the two cannot drift apart. `on_` is the
local day of the posting where a system's key holds the fiscal year.

    day_in(time_zone, at_)                                        the day on the wall where it happened
    native_company(company_code)                                  company code, business unit or subsidiary
    native_account(system, person_id)                             the user or employee id; SAP knows people by it alone
    native_id(system, kind, number)                               request, requisition, purchase_order, invoice, payment
    native_number(system, kind, number)                           what people call it
    native_line_id(system, kind, number, line)                    purchase_order, invoice
    native_line_number(system, kind, line)                        the number of the line within its document
    native_invoice_id, native_invoice_line_id                     as native_id and native_line_id; SAP adds the fiscal year
    native_receipt_id(system, receipt, reversed_receipt, on_)
    native_hold_id(system, hold, invoice, line, type, on_)        type is price, quantity, receipt
        or manual; on_ is of the invoice
    native_step_id(system, document type, document, step)         a decision that the system keeps; SAP and NetSuite: as a change
    native_payment_id(system, payment, invoice, company, on_)     what a payment paid of an invoice; on_ is of the invoice; SAP
                                                                  calls for part_, which is 0 for the first instalment
"""

from __future__ import annotations

from simulator.engine import World

# The systems keep their ids apart by ranges; within NetSuite all transactions share one.
NETSUITE_KINDS = ("requisition", "purchase_order", "receipt", "invoice", "payment", "journal")

# A number of Fusion has fifteen digits; the last tells the kinds apart.
ORACLE_KINDS = (
    "requisition", "purchase_order", "receipt", "invoice", "payment", "hold", "person", "supplier", "category", "account",
)  # fmt: skip


def _one_of(kinds: tuple[str, ...]) -> str:
    return "list_position([" + ", ".join(f"'{kind}'" for kind in kinds) + "], kind)"


def play(world: World) -> None:
    world.run(f"""
        create macro day_in(time_zone, at_) as cast(in_zone(time_zone, at_) as date);
        create macro sap_document(first_, number_) as lpad(cast(cast(first_ as bigint) + number_ as varchar), 10, '0');
        create macro oracle_id(kind, number_) as
            cast(300000000000000 + cast(number_ as bigint) * 10 + {_one_of(ORACLE_KINDS)} - 1 as varchar);
        create macro netsuite_id(kind, number_) as
            cast(100000 + cast(number_ as bigint) * 10 + {_one_of(NETSUITE_KINDS)} as varchar);
        create macro native_company(company_code) as case company_code
            when 'HL20' then '300000000007201' when 'HL30' then '3' else company_code end;
        create macro native_account(system_, person_id) as case system_
            when 'sap' then 'U' || lpad(cast(person_id as varchar), 7, '0')
            when 'oracle' then oracle_id('person', person_id)
            when 'netsuite' then cast(1000 + person_id as varchar)
            else cast(person_id as varchar) end;
        create macro native_id(system_, kind, number_) as case system_
            when 'sap' then case kind
                when 'requisition' then sap_document(10000000, number_)
                when 'purchase_order' then sap_document(4500000000, number_)
                when 'invoice' then sap_document(5105600000, number_)
                when 'payment' then sap_document(1500000000, number_) end
            when 'oracle' then oracle_id(kind, number_)
            when 'netsuite' then netsuite_id(kind, number_)
            when 'coupa' then cast(
                case kind when 'requisition' then 600000 when 'purchase_order' then 900000 else 200000 end + number_ as varchar)
            when 'zip' then uuid_of(kind, number_) end;
        create macro native_number(system_, kind, number_) as case
            when system_ = 'oracle' then case kind when 'requisition' then 'R' else 'P' end || cast(100000 + number_ as varchar)
            when system_ = 'netsuite' then case kind when 'requisition' then 'PR' else 'PO' end || cast(number_ as varchar)
            when system_ = 'zip' then cast(5000 + number_ as varchar)
            else native_id(system_, kind, number_) end;
        create macro native_line_number(system_, kind, line_) as case
            when system_ = 'sap' and kind = 'purchase_order' then lpad(cast(line_ * 10 as varchar), 5, '0')
            when system_ = 'sap' then lpad(cast(line_ as varchar), 6, '0')
            else cast(line_ as varchar) end;
        create macro native_line_id(system_, kind, number_, line_) as case
            when system_ in ('sap', 'netsuite') or system_ = 'oracle' and kind = 'invoice'
            then native_id(system_, kind, number_) || '_' || native_line_number(system_, kind, line_)
            when system_ = 'zip' then uuid_of(kind || ' line', cast(number_ as bigint) * 1000 + line_)
            when system_ = 'coupa' then cast(
                case kind when 'purchase_order' then 80000000 else 20000000 end + cast(number_ as bigint) * 100 + line_
                as varchar)
            else native_id(system_, kind, cast(number_ as bigint) * 1000 + line_) end;
        create macro native_invoice_id(system_, invoice_no, on_) as
            native_id(system_, 'invoice', invoice_no) || case when system_ = 'sap' then '_' || year(on_) else '' end;
        create macro native_invoice_line_id(system_, invoice_no, line_, on_) as case
            when system_ = 'sap'
            then native_invoice_id(system_, invoice_no, on_) || '_' || native_line_number('sap', 'invoice', line_)
            else native_line_id(system_, 'invoice', invoice_no, line_) end;
        -- A receipt that is reversed: SAP and Oracle post a second document, NetSuite deletes the first.
        create macro native_receipt_id(system_, receipt_no, reverses_receipt_no, on_) as case system_
            when 'sap' then sap_document(5000000000, receipt_no) || '_' || year(on_) || '_0001'
            when 'netsuite' then netsuite_id('receipt', coalesce(reverses_receipt_no, receipt_no)) || '_1'
                || case when reverses_receipt_no is not null then '_deleted' else '' end
            when 'coupa' then cast(3000000 + receipt_no as varchar)
            else native_id(system_, 'receipt', receipt_no) end;
        -- Changes are numbered within their document: its creation is 0, its submission 1, then the steps of its approval.
        create macro sap_change(kind, number_, event) as case kind
            when 'requisition' then sap_document(1000000000, number_ * 20 + event)
            when 'purchase_order' then sap_document(2000000000, number_ * 20 + event)
            when 'order line' then sap_document(4000000000, number_ * 400 + event)
            when 'invoice' then sap_document(8000000000, number_ * 100 + event) end;
        create macro netsuite_note(kind, number_, event) as
            cast(cast(netsuite_id(kind, number_) as bigint) * 100 + event as varchar);
        create macro native_step_id(system_, document_type_, number_, step) as case system_
            when 'sap' then case document_type_ when 'requisition' then 'BANF' else 'EINKBELEG' end || '_'
                || native_id('sap', document_type_, number_) || '_' || sap_change(document_type_, number_, 1 + step)
            when 'oracle' then case document_type_ when 'requisition' then 'REQ_PURCHASE_' else 'PO_STANDARD_' end
                || native_id('oracle', document_type_, number_) || '_' || (1 + step)
            when 'netsuite' then netsuite_note(document_type_, number_, step)
            else native_id(system_, document_type_ || ' step', cast(number_ as bigint) * 100 + step) end;
        create macro native_hold_id(system_, hold_no, invoice_no, line_, type_, on_) as case system_
            when 'sap' then coalesce(native_invoice_line_id('sap', invoice_no, line_, on_),
                native_invoice_id('sap', invoice_no, on_))
                || case type_ when 'price' then '_SPGRP' when 'manual' then '_ZLSPR' else '_SPGRM' end
            when 'netsuite' then netsuite_note('invoice', invoice_no, 90)
            else native_id(system_, 'hold', hold_no) end;
        create macro sap_accounting_document(invoice_no) as sap_document(5100000000, invoice_no);
        create macro native_payment_id(system_, payment_no, invoice_no, company_code, on_, part_ := 0) as case system_
            when 'sap' then native_company(company_code) || '_' || native_id('sap', 'payment', payment_no) || '_'
                || sap_accounting_document(invoice_no) || '_' || year(on_) || case when part_ = 0 then '_001' else '_002' end
            when 'netsuite' then netsuite_id('payment', payment_no) || '_1_' || netsuite_id('invoice', invoice_no) || '_0'
            else native_id(system_, 'payment', payment_no) end;
    """)
