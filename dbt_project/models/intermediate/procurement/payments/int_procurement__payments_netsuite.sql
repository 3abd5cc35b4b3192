{{ config(materialized='ephemeral') }}

-- What a payment applied to a bill: one payment may pay several bills, and a bill may be paid by several payments.
select
    'netsuite' as source_system,
    concat_ws('_', links.next_transaction_id, links.next_line_id, links.previous_transaction_id, links.previous_line_id) as payment_id,
    links.previous_transaction_id as invoice_id,
    payments.entity_id as supplier_id,
    links.amount as payment_amount,
    payments.currency_code,
    payments.transaction_on as paid_on,
    payments.status_raw,
    payments.is_voided,
    payments.modified_at as recorded_at,
    payments.deleted_at is not null as is_deleted,
    links._loaded_at as loaded_at,
    links._file_sha256 as source_file_sha256,
    links._row_number as source_row_number
from {{ ref('stg_netsuite__netsuite_nexttransactionlinelink') }} as links
join {{ ref('int_procurement__netsuite_transactions') }} as payments on links.next_transaction_id = payments.transaction_id and payments.transaction_type = 'VendPymt'
join {{ ref('stg_netsuite__netsuite_transaction') }} as bills on links.previous_transaction_id = bills.transaction_id and bills.transaction_type = 'VendBill'
where links.link_type = 'Payment'
