-- What kinds of accounting documents there are; those headers carry neither order nor amount, which the tables of invoices and payments do.
select
    'sap' as source_system,
    company_code,
    cast(date_trunc('month', posted_on) as date) as posted_month_on,
    coalesce(transaction_code_raw, 'none') as transaction_code,
    coalesce(document_type_raw, 'none') as document_type_raw,
    case
        when transaction_code_raw in ('MIRO', 'MIRA', 'FB60') then 'supplier_invoice'
        when transaction_code_raw = 'MIGO_GR' then 'goods_receipt'
        when transaction_code_raw in ('FBZ1', 'FBZ2', 'F110') and document_type_raw in ('KZ', 'ZP') then 'supplier_payment'
        else 'other'
    end as document_kind,
    count(*) as document_count,
    count(*) filter (where reversed_by_document_id is not null) as reversed_document_count
from {{ ref('stg_sap__bkpf') }}
group by all
