with source as (

    {{ latest_version(source('sap', 'ekko'), keys=['ebeln'], order_by=[sap_date('aedat', 'ekko') ~ ' desc nulls last']) }}

),

typed as (

    select
        {{ sap_key('ebeln', 10) }} as purchase_order_id,
        nullif(trim(bukrs), '') as company_code,
        nullif(trim(bstyp), '') as document_category_raw,
        nullif(trim(bsart), '') as document_type_raw,
        coalesce(trim(loekz), '') <> '' as is_deleted,
        {{ sap_date('aedat', 'ekko') }} as created_on,
        {{ sap_date_text('aedat', 'ekko') }} as created_on_raw,
        {{ sap_date('bedat', 'ekko') }} as document_on,
        {{ sap_date_text('bedat', 'ekko') }} as document_on_raw,
        {{ sap_key('lifnr', 10) }} as supplier_id,
        nullif(trim(ekorg), '') as purchasing_organisation,
        nullif(trim(waers), '') as currency_code,
        _file_sha256,
        _file_name,
        _row_number,
        _loaded_at
    from source

)

select
    purchase_order_id,
    company_code,
    document_category_raw,
    document_type_raw,
    is_deleted,
    created_on,
    document_on,
    supplier_id,
    purchasing_organisation,
    currency_code,
    {{ cast_failures({
        'created_on': ['created_on_raw', 'created_on'],
        'document_on': ['document_on_raw', 'document_on'],
    }) }} as _cast_failures,
    _file_sha256,
    _file_name,
    _row_number,
    _loaded_at
from typed
