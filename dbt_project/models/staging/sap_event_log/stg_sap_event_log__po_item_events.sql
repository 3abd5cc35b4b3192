{%- set raw = source('sap_event_log', 'po_item_events') -%}
{%- set occurred_at = parse_timestamp('trim(occurred_at)', feed_setting('sap_event_log', 'po_item_events', 'datetime_formats', ['%Y-%m-%d %H:%M:%S'])) -%}
with source as (

    {{ latest_version(raw, keys=['case_id', 'event_no'], order_by=[occurred_at ~ ' desc nulls last']) }}

),

typed as (

    select
        trim(case_id) as purchase_order_line_id,
        try_cast(event_no as bigint) as event_number,
        event_no as event_number_raw,
        {{ sap_key('purchasing_document', 10) }} as purchase_order_id,
        {{ sap_key('item', 5) }} as line_number,
        nullif(trim(company), '') as company_code,
        nullif(trim(document_type), '') as document_type_raw,
        nullif(trim(purch_doc_category_name), '') as document_category_raw,
        nullif(trim(item_category), '') as match_category_raw,
        nullif(trim(item_type), '') as item_type_raw,
        try_cast(nullif(trim(gr_based_inv_verif), '') as boolean) as is_goods_receipt_based_invoicing,
        gr_based_inv_verif as goods_receipt_based_invoicing_raw,
        try_cast(nullif(trim(goods_receipt), '') as boolean) as is_goods_receipt_expected,
        goods_receipt as goods_receipt_expected_raw,
        nullif(trim(vendor), '') as supplier_id,
        nullif(trim(name), '') as supplier_name,
        nullif(trim(spend_area_text), '') as spend_area,
        nullif(trim(sub_spend_area_text), '') as sub_spend_area,
        {{ local_to_utc(occurred_at, feed_timezone('sap_event_log', 'po_item_events')) }} as event_at,
        occurred_at as occurred_at_raw,
        {{ parse_decimal('cumulative_net_worth_eur') }} as cumulative_net_amount_eur,
        cumulative_net_worth_eur as cumulative_net_amount_raw,
        nullif(nullif(trim(user_name), ''), 'NONE') as user_id,
        trim(activity) as activity_raw,
        _file_sha256,
        _file_name,
        _row_number,
        _loaded_at
    from source

)

select
    purchase_order_line_id,
    event_number,
    purchase_order_id,
    line_number,
    company_code,
    document_type_raw,
    document_category_raw,
    match_category_raw,
    item_type_raw,
    is_goods_receipt_based_invoicing,
    is_goods_receipt_expected,
    supplier_id,
    supplier_name,
    spend_area,
    sub_spend_area,
    event_at as occurred_at,
    cumulative_net_amount_eur,
    user_id,
    activity_raw,
    {{ cast_failures({
        'event_number': ['event_number_raw', 'event_number'],
        'is_goods_receipt_based_invoicing': ['goods_receipt_based_invoicing_raw', 'is_goods_receipt_based_invoicing'],
        'is_goods_receipt_expected': ['goods_receipt_expected_raw', 'is_goods_receipt_expected'],
        'occurred_at': ['occurred_at_raw', 'event_at'],
        'cumulative_net_amount_eur': ['cumulative_net_amount_raw', 'cumulative_net_amount_eur'],
    }) }} as _cast_failures,
    _file_sha256,
    _file_name,
    _row_number,
    _loaded_at
from typed
