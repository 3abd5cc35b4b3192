-- Posting a reversal makes a second document, and the two name each other: the earlier is the voided invoice, the later is no business document.
with headers as (

    select *, concat_ws('_', invoice_document_id, fiscal_year) as invoice_id
    from {{ ref('stg_sap__rbkp') }}

),

-- A vendor item of the accounting document is cleared by a payment or by a credit; the payment's own item is cleared by itself.
payments as (

    select distinct company_code, clearing_document_id
    from {{ ref('stg_sap__bsak') }}
    where accounting_document_id = clearing_document_id and document_type_raw in ('KZ', 'ZP')

),

paid as (

    select
        documents.origin_key,
        max(items.cleared_on) as paid_on,
        sum({{ sap_amount('items.amount', 'items.is_extract', 'decimals') }}) as paid_amount
    from {{ ref('stg_sap__bsak') }} as items
    join {{ ref('stg_sap__bkpf') }} as documents
        on items.company_code = documents.company_code
        and items.accounting_document_id = documents.accounting_document_id
        and items.fiscal_year = documents.fiscal_year
    join payments on items.company_code = payments.company_code and items.clearing_document_id = payments.clearing_document_id
    {{ join_codes('sap', 'currency_decimals', 'items.currency_code', as='decimals') }}
    where documents.origin_type_raw = 'RMRP'
    group by documents.origin_key

)

select
    headers.*,
    reversals.invoice_id is not null and (
        headers.entered_at > reversals.entered_at
        or headers.entered_at is not distinct from reversals.entered_at and headers.invoice_id > reversals.invoice_id
    ) as is_reversal,
    reversals.entered_at as reversed_at,
    paid.paid_on,
    -- An invoice may be owed in instalments, each an item of its own: those that are open are in no table that is read.
    coalesce(abs(paid.paid_amount) < {{ sap_amount('headers.unsigned_gross_amount', 'headers.is_extract', 'decimals') }}, false) as is_partly_paid
from headers
left join headers as reversals
    on headers.reversal_document_id = reversals.invoice_document_id and headers.reversal_year = reversals.fiscal_year
left join paid on paid.origin_key = headers.invoice_document_id || headers.fiscal_year
{{ join_codes('sap', 'currency_decimals', 'headers.currency_code', as='decimals') }}
