-- The change log of SAP with the document and the item that each changed field belongs to.
select
    positions.object_class,
    positions.object_id,
    positions.change_number,
    positions.table_name,
    positions.field_name,
    positions.change_indicator,
    positions.old_value,
    positions.new_value,
    positions.is_extract,
    -- The key of a row begins with the client; the number of an item follows that of its document.
    case when positions.table_name in ('EBAN', 'EKPO') then nullif(substring(positions.table_key, 14, 5), '') end as line_number,
    case when positions.table_name = 'RSEG' then nullif(substring(positions.table_key, 18, 6), '') end as invoice_line_number,
    headers.changed_at,
    headers.changed_by_key,
    positions._loaded_at,
    positions._file_sha256,
    positions._row_number
from {{ ref('stg_sap__cdpos') }} as positions
left join {{ ref('stg_sap__cdhdr') }} as headers
    on positions.object_class = headers.object_class
    and positions.object_id = headers.object_id
    and positions.change_number = headers.change_number
