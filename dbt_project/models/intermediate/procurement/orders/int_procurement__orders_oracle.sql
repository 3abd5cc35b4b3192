{{ config(materialized='ephemeral') }}

-- Standard orders: agreements, quotations and requests for quotation are purchasing documents too and may carry the same number.
with headers as (

    select
        *,
        case when cancel_flag then 'CANCELLED' when upper(closed_code) <> 'OPEN' then closed_code else document_status end as status_raw
    from {{ ref('stg_oracle__oracle_po_headers') }}
    where upper(type_lookup_code) = 'STANDARD'

),

requisitions as (

    select locations.po_header_id, min_by(requisition_lines.requisition_header_id, requisition_lines.requisition_line_id) as requisition_id
    from {{ ref('stg_oracle__oracle_requisition_lines') }} as requisition_lines
    join (
        select line_locations.line_location_id, po_lines.po_header_id
        from {{ ref('stg_oracle__oracle_po_line_locations') }} as line_locations
        join {{ ref('stg_oracle__oracle_po_lines') }} as po_lines on line_locations.po_line_id = po_lines.po_line_id
    ) as locations on requisition_lines.line_location_id = locations.line_location_id
    group by locations.po_header_id

)

select
    'oracle' as source_system,
    headers.po_header_id as purchase_order_id,
    headers.segment1 as purchase_order_number,
    headers.vendor_id as supplier_id,
    suppliers.vendor_name as supplier_name,
    headers.prc_bu_id as company_code,
    headers.type_lookup_code as document_type_raw,
    cast(null as string) as document_category_raw,
    headers.currency_code,
    headers.status_raw,
    {{ meaning('statuses', 'headers.status_raw') }} as approval_status,
    requisitions.requisition_id,
    coalesce(people.person_key, headers.buyer_key) as buyer_key,
    headers.creation_date as created_at,
    headers.created_on,
    case when headers.creation_date is not null then 'second' end as created_at_precision,
    headers.last_update_date as recorded_at,
    {{ oracle_is_deleted('po_header', 'po_header_id', 'headers') }} as is_deleted,
    headers._loaded_at as loaded_at,
    headers._file_sha256 as source_file_sha256,
    headers._row_number as source_row_number
from headers
left join {{ ref('stg_oracle__oracle_suppliers') }} as suppliers on headers.vendor_id = suppliers.vendor_id
left join requisitions on headers.po_header_id = requisitions.po_header_id
left join {{ ref('stg_oracle__oracle_people') }} as people on headers.buyer_key = people.account_key
{{ join_codes('oracle', 'purchase_order_status', 'headers.status_raw', as='statuses') }}
{{ join_oracle_keys('po_header', 'po_header_id', 'headers') }}
