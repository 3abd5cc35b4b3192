with source as (

    {{ latest_version(source('sap', 'bkpf'), keys=['bukrs', 'belnr', 'gjahr']) }}

),

typed as (

    select
        trim(bukrs) as company_code,
        {{ sap_key('belnr', 10) }} as accounting_document_id,
        trim(gjahr) as fiscal_year,
        nullif(trim(blart), '') as document_type_raw,
        {{ sap_date('budat', 'bkpf') }} as posted_on,
        {{ sap_date_text('budat', 'bkpf') }} as posted_on_raw,
        {{ sap_timestamp('cpudt', 'cputm', 'bkpf') }} as entered_at,
        {{ sap_date_text('cpudt', 'bkpf') }} as entered_at_raw,
        nullif(trim(tcode), '') as transaction_code_raw,
        {{ sap_key('stblg', 10) }} as reversed_by_document_id,
        nullif(trim(waers), '') as currency_code,
        nullif(trim(awtyp), '') as origin_type_raw,
        _file_sha256,
        _file_name,
        _row_number,
        _loaded_at
    from source

)

select
    company_code,
    accounting_document_id,
    fiscal_year,
    document_type_raw,
    posted_on,
    entered_at,
    transaction_code_raw,
    reversed_by_document_id,
    currency_code,
    origin_type_raw,
    {{ cast_failures({
        'posted_on': ['posted_on_raw', 'posted_on'],
        'entered_at': ['entered_at_raw', 'entered_at'],
    }) }} as _cast_failures,
    _file_sha256,
    _file_name,
    _row_number,
    _loaded_at
from typed
