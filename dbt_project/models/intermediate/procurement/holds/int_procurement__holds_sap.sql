{{ config(materialized='ephemeral') }}

select
    'sap' as source_system,
    blocks.block_id as hold_id,
    blocks.invoice_id,
    blocks.field_name as hold_type_raw,
    {{ meaning('types', 'blocks.field_name') }} as hold_type,
    blocks.placed_at,
    blocks.released_at,
    cast(null as string) as release_reason_raw,
    coalesce(blocks.released_at, blocks.placed_at) as recorded_at,
    false as is_deleted,
    blocks._loaded_at as loaded_at,
    blocks._file_sha256 as source_file_sha256,
    blocks._row_number as source_row_number
from {{ ref('int_procurement__sap_invoice_blocks') }} as blocks
{{ join_codes('sap', 'hold_type', 'blocks.field_name', as='types') }}
