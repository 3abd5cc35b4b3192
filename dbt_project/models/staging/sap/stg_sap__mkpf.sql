with source as (

    {{ latest_version(source('sap', 'mkpf'), keys=['mblnr', 'mjahr']) }}

),

typed as (

    select
        {{ sap_key('mblnr', 10) }} as material_document_id,
        trim(mjahr) as material_document_year,
        nullif(trim(vgart), '') as transaction_type_raw,
        nullif(trim(blart), '') as document_type_raw,
        {{ sap_date('budat', 'mkpf') }} as posted_on,
        {{ sap_date_text('budat', 'mkpf') }} as posted_on_raw,
        {{ sap_date('cpudt', 'mkpf') }} as entered_on,
        {{ sap_timestamp('cpudt', 'cputm', 'mkpf') }} as entered_at,
        {{ sap_date_text('cpudt', 'mkpf') }} as entered_at_raw,
        _file_sha256,
        _file_name,
        _row_number,
        _loaded_at
    from source

)

select
    material_document_id,
    material_document_year,
    transaction_type_raw,
    document_type_raw,
    posted_on,
    entered_on,
    entered_at,
    {{ cast_failures({
        'posted_on': ['posted_on_raw', 'posted_on'],
        'entered_at': ['entered_at_raw', 'entered_at'],
    }) }} as _cast_failures,
    _file_sha256,
    _file_name,
    _row_number,
    _loaded_at
from typed
