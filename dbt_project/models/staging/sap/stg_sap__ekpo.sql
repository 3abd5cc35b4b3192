with source as (

    {{ latest_version(source('sap', 'ekpo'), keys=['ebeln', 'ebelp'], order_by=[sap_date('aedat', 'ekpo') ~ ' desc nulls last']) }}

),

typed as (

    select
        {{ sap_key('ebeln', 10) }} as purchase_order_id,
        {{ sap_key('ebelp', 5) }} as line_number,
        nullif(trim(loekz), '') as deletion_flag_raw,
        {{ sap_date('aedat', 'ekpo') }} as changed_on,
        {{ sap_date_text('aedat', 'ekpo') }} as changed_on_raw,
        nullif(trim(bukrs), '') as company_code,
        nullif(trim(matkl), '') as material_group,
        {{ parse_decimal('menge') }} as ordered_quantity,
        menge as ordered_quantity_raw,
        nullif(trim(meins), '') as quantity_unit,
        {{ parse_decimal('netwr') }} as net_amount,
        netwr as net_amount_raw,
        {{ sap_flag('elikz') }} as is_delivery_complete,
        nullif(trim(pstyp), '') as item_category_raw,
        {{ sap_flag('wepos') }} as is_goods_receipt_expected,
        {{ sap_flag('webre') }} as is_goods_receipt_based_invoicing,
        _file_sha256,
        _file_name,
        _row_number,
        _loaded_at
    from source

)

select
    purchase_order_id,
    line_number,
    deletion_flag_raw,
    changed_on,
    company_code,
    material_group,
    ordered_quantity,
    quantity_unit,
    net_amount,
    is_delivery_complete,
    item_category_raw,
    is_goods_receipt_expected,
    is_goods_receipt_based_invoicing,
    {{ cast_failures({
        'changed_on': ['changed_on_raw', 'changed_on'],
        'ordered_quantity': ['ordered_quantity_raw', 'ordered_quantity'],
        'net_amount': ['net_amount_raw', 'net_amount'],
    }) }} as _cast_failures,
    _file_sha256,
    _file_name,
    _row_number,
    _loaded_at
from typed
