with source as (

    {{ latest_version(source('sap', 'mseg'), keys=['mblnr', 'mjahr', 'zeile']) }}

),

typed as (

    select
        {{ sap_key('mblnr', 10) }} as material_document_id,
        trim(mjahr) as material_document_year,
        {{ sap_key('zeile', 4) }} as material_document_line,
        nullif(trim(bwart), '') as movement_type_raw,
        {{ sap_key('lifnr', 10) }} as supplier_id,
        upper(trim(shkzg)) as debit_credit_raw,
        -- Quantity and amount are unsigned in the table; S (debit) comes in, H (credit) goes out.
        case upper(trim(shkzg)) when 'S' then 1 when 'H' then -1 end as sign,
        {{ parse_decimal('menge') }} as unsigned_quantity,
        menge as quantity_raw,
        nullif(trim(meins), '') as quantity_unit,
        {{ parse_decimal('dmbtr') }} as unsigned_amount,
        dmbtr as amount_raw,
        nullif(trim(waers), '') as currency_code,
        {{ sap_key('ebeln', 10) }} as purchase_order_id,
        {{ sap_key('ebelp', 5) }} as line_number,
        _file_sha256,
        _file_name,
        _row_number,
        _loaded_at
    from source

)

select
    material_document_id,
    material_document_year,
    material_document_line,
    movement_type_raw,
    supplier_id,
    debit_credit_raw,
    cast(sign * unsigned_quantity as decimal(18, 4)) as quantity,
    quantity_unit,
    cast(sign * unsigned_amount as decimal(18, 4)) as amount,
    currency_code,
    purchase_order_id,
    line_number,
    {{ cast_failures({
        'debit_credit': ['debit_credit_raw', 'sign'],
        'quantity': ['quantity_raw', 'unsigned_quantity'],
        'amount': ['amount_raw', 'unsigned_amount'],
    }) }} as _cast_failures,
    _file_sha256,
    _file_name,
    _row_number,
    _loaded_at
from typed
