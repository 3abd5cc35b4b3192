{{ config(materialized='ephemeral') }}

-- The line as it is, and the change log read backwards: a field had the old value of its next change, or else the new value of its last.
with lines as (

    select * from {{ ref('int_procurement__order_lines_sap') }}

),

changes as (

    select
        concat_ws('_', changes.object_id, changes.line_number) as purchase_order_line_id,
        changes.change_number,
        changes.changed_at,
        changes.field_name,
        {{ parse_decimal('changes.old_value') }} as old_number,
        {{ parse_decimal('changes.new_value') }} as new_number,
        changes.is_extract
    from {{ ref('int_procurement__sap_changes') }} as changes
    where changes.object_class = 'EINKBELEG' and changes.table_name = 'EKPO' and changes.change_indicator = 'U' and changes.field_name in ('NETPR', 'MENGE')

),

instants as (

    select
        purchase_order_line_id,
        change_number,
        max(changed_at) as changed_at,
        row_number() over (partition by purchase_order_line_id order by max(changed_at) nulls last, change_number nulls last) as change_rank
    from changes
    group by purchase_order_line_id, change_number

),

ranked as (

    select changes.*, instants.change_rank
    from changes
    join instants on changes.purchase_order_line_id = instants.purchase_order_line_id and changes.change_number = instants.change_number

),

states as (

    select purchase_order_line_id, 0 as change_rank, created_at as valid_from_at
    from lines
    union all
    select purchase_order_line_id, change_rank, changed_at
    from instants

),

valued as (

    select
        states.purchase_order_line_id,
        states.change_rank,
        {% for field, name in {'MENGE': 'quantity', 'NETPR': 'price'}.items() -%}
        coalesce(
            max_by(ranked.new_number, ranked.change_rank) filter (where ranked.field_name = '{{ field }}' and ranked.change_rank <= states.change_rank),
            min_by(ranked.old_number, ranked.change_rank) filter (where ranked.field_name = '{{ field }}' and ranked.change_rank > states.change_rank)
        ) as logged_{{ name }},
        {% endfor -%}
        coalesce(bool_or(ranked.is_extract), false) as is_extract,
        max(states.valid_from_at) as valid_from_at
    from states
    left join ranked on states.purchase_order_line_id = ranked.purchase_order_line_id
    group by states.purchase_order_line_id, states.change_rank

),

priced as (

    select
        valued.change_rank,
        valued.valid_from_at,
        valued.change_rank = max(valued.change_rank) over (partition by valued.purchase_order_line_id) as is_last,
        coalesce(valued.logged_quantity, lines.ordered_quantity) as ordered_quantity,
        -- The log holds prices per price unit, the line knows how many that is.
        coalesce({{ sap_amount(quotient('valued.logged_price', 'items.price_unit'), 'valued.is_extract', 'decimals') }}, lines.unit_price) as unit_price,
        lines.purchase_order_line_id,
        lines.ordered_amount,
        lines.currency_code,
        lines.is_deleted,
        lines.loaded_at,
        lines.source_file_sha256,
        lines.source_row_number
    from valued
    join lines on valued.purchase_order_line_id = lines.purchase_order_line_id
    join {{ ref('stg_sap__ekpo') }} as items
        on lines.purchase_order_id = items.purchase_order_id and lines.line_number = items.line_number
    {{ join_codes('sap', 'currency_decimals', 'lines.currency_code', as='decimals') }}

)

select
    'sap' as source_system,
    purchase_order_line_id,
    cast(change_rank + 1 as bigint) as version_number,
    valid_from_at,
    ordered_quantity,
    unit_price,
    case when is_last then ordered_amount else cast(ordered_quantity * unit_price as decimal(18, 4)) end as ordered_amount,
    currency_code,
    valid_from_at as recorded_at,
    is_deleted and is_last as is_deleted,
    loaded_at,
    source_file_sha256,
    source_row_number
from priced
