"""The supplier masters: a record of each draft, under the system's own ids, which have gaps as in any master."""

from __future__ import annotations

from simulator.engine import World

FIRST_ID = {"sap": 100_000, "oracle": 300_000_004_000, "netsuite": 400_000, "coupa": 5_000, "zip": 700_000}
GAP = 7  # what never got beyond a draft took a number too


def play(world: World) -> None:
    firsts = " ".join(f"when '{system}' then {first}" for system, first in FIRST_ID.items())
    world.run(f"""
        create table world.supplier_records as
        with numbered as (
            select *, case source_system {firsts} end
                + {GAP} * row_number() over (partition by source_system order by created_at, supplier_number,
                    supplier_name) as number
            from world.supplier_drafts
        )
        select source_system, case source_system when 'sap' then lpad(id, 10, '0')
                when 'zip' then 'b0000000-5a1e-4b00-8000-' || lpad(id, 12, '0') else id end as supplier_id,
            supplier_number, supplier_name, tax_id, bank_account, email, created_at, created_at as changed_at,
                false as is_payment_blocked
        from numbered,
        lateral (select (number + draw_integer(0, {GAP - 1}, 'gap', concat_ws(' ', source_system,
            number)))::varchar as id) as given
        order by source_system, supplier_id;
        -- Zip names a supplier's record in the ERP, where it knows one.
        create table world.zip_vendors as
        select records.*, erps.supplier_id as external_id
        from world.supplier_records as records
        left join (
            select supplier_number, min_by(supplier_id, created_at) as supplier_id from world.supplier_records
            where source_system in ('oracle', 'netsuite', 'coupa') group by supplier_number
        ) as erps using (supplier_number)
        where source_system = 'zip';
        create table world.bank_changes (source_system varchar, supplier_id varchar, changed_at timestamp, old_account varchar,
            new_account varchar, changed_by_id integer)
    """)
