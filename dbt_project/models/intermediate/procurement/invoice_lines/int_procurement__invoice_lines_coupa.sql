{{ config(materialized='ephemeral') }}

{#- Lines of both forms, the latest state of each, and the charges for freight, handling and the like, which are lines without an order. -#}
with states as (

    select
        1 as form, invoice_line_id, invoice_id, line_number, purchase_order_line_id, quantity, unit_price, line_amount, cast(null as string) as currency_code,
        updated_at, _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_coupa__invoice_lines') }}

    union all

    select
        2 as form, invoice_line_id, invoice_id, line_number, purchase_order_line_id, quantity, unit_price, line_amount, currency_code,
        updated_at, _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_coupa__invoice_lines_api') }}

    union all

    select
        1 as form, concat_ws('_', 'charge', invoice_charge_id) as invoice_line_id, invoice_id, line_number, cast(null as string) as purchase_order_line_id,
        cast(null as decimal(18, 4)) as quantity, cast(null as decimal(18, 4)) as unit_price, charge_amount as line_amount, cast(null as string) as currency_code,
        updated_at, _loaded_at, _file_sha256, _row_number
    from {{ ref('stg_coupa__invoice_charges') }}

),

lines as (

    select *
    from states
    qualify row_number() over (partition by invoice_line_id order by updated_at desc nulls last, form desc nulls last) = 1

),

-- A credit note whose lines add up to more than nothing is written without its sign.
signed as (

    select
        lines.*,
        case when invoices.document_type = 'credit_memo' and sum(lines.line_amount) over (partition by lines.invoice_id) > 0 then -1 else 1 end as sign,
        invoices.currency_code as invoice_currency_code
    from lines
    left join {{ ref('int_procurement__invoices_coupa') }} as invoices on lines.invoice_id = invoices.invoice_id

)

select
    'coupa' as source_system,
    signed.invoice_line_id,
    signed.invoice_id,
    signed.line_number,
    order_lines.purchase_order_id,
    signed.purchase_order_line_id,
    cast(null as string) as receipt_id,
    signed.sign * signed.quantity as quantity,
    signed.unit_price,
    signed.sign * signed.line_amount as line_amount,
    coalesce(signed.currency_code, signed.invoice_currency_code) as currency_code,
    signed.updated_at as recorded_at,
    false as is_deleted,
    signed._loaded_at as loaded_at,
    signed._file_sha256 as source_file_sha256,
    signed._row_number as source_row_number
from signed
left join {{ ref('int_procurement__order_lines_coupa') }} as order_lines on signed.purchase_order_line_id = order_lines.purchase_order_line_id
