"""A bank account that changes shortly before a large payment, in one master only; its look-alike is a supplier that moves banks.

Truth: bank_changes, one row per record and change.
"""

from __future__ import annotations

from simulator.engine import Rate, World

DIVERSION_RATE = Rate("bank_diversions", 0.015, "of the suppliers that are paid in the period: a new account days before")
MOVE_RATE = Rate("bank_moves", 0.02, "of all suppliers (innocent: every master has the new account within days)")


def play(world: World) -> None:
    world.run(f"""
        create table planted.bank_changes as
        with largest as (
            select source_system, supplier_id, records.supplier_number, company_code, paid_at
            from world.payments join world.invoices using (invoice_no, source_system, supplier_id)
            join world.supplier_records as records using (source_system, supplier_id)
            where source_system <> 'zip' and paid_at < period_end() and paid_at >= period_start() + interval 9 day
            qualify row_number() over (partition by records.supplier_number order by amount desc, payment_no) = 1
        ),
        moved as (
            select supplier_number, period_start() + to_seconds(
                draw_integer(0, 86400 * (datediff('day', period_start(), period_end()) - 1), 'moves banks', supplier_number))
                as moved_at
            from world.suppliers where chance({world.rate(MOVE_RATE)}, 'bank move', supplier_number)
        ),
        changes as (
            select source_system, supplier_id, supplier_number, 'before payment' as kind,
                at_work(company_code, work_time(company_code,
                    paid_at - to_days(draw_integer(2, 8, 'days before', supplier_number)::integer))) as changed_at,
                paid_at
            from largest where chance({world.rate(DIVERSION_RATE)}, 'diversion', supplier_number)
                and supplier_number not in (select supplier_number from moved)
            union all
            -- Within a few days every master has the new account, by the supplier's letter.
            select source_system, supplier_id, supplier_number, 'moved everywhere',
                moved_at + to_seconds(draw_integer(3600, 5 * 86400, 'letter read', supplier_id)), null
            from moved join world.supplier_records using (supplier_number) where source_system <> 'zip'
        )
        select changes.*, bank_account as old_account,
            left(bank_account, 6)
                || lpad(draw_integer(0, 999999999, 'new account', concat_ws(' ', kind, changes.supplier_number))::varchar, 9, '0')
                || right(bank_account, 3) as new_account,
            clerks.person_id as changed_by_id
        from changes join world.supplier_records using (source_system, supplier_id)
        join world.companies as companies on companies.erp = source_system
        join world.clerk_pool as clerks on clerks.company_code = companies.company_code and clerks.department = 'Finance'
            and clerks.place = place_of(concat('Finance ', companies.company_code), 'changed by', supplier_id);
        insert into world.bank_changes
        select source_system, supplier_id, changed_at, old_account, new_account, changed_by_id from planted.bank_changes;
        update world.supplier_records set changed_at = planted.changed_at, bank_account = new_account
        from planted.bank_changes as planted
        where planted.source_system = supplier_records.source_system and planted.supplier_id = supplier_records.supplier_id
    """)


def tell(world: World) -> None:
    world.truth(
        "bank_changes",
        "One row per supplier record and change of its bank account. kind: before payment (in one master, days before "
        "paid_at), or moved everywhere (innocent).",
        "select source_system, supplier_id, supplier_number, kind, changed_at, paid_at, old_account, new_account, changed_by_id "
        "from planted.bank_changes where changed_at < period_end()",
    )
