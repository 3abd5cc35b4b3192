{{ config(materialized='ephemeral') }}

-- EBAN has no header: a requisition is what its items say, and where they differ its lowest one.
with items as (

    select
        items.*,
        states.meaning as state,
        {{ sap_amount(quotient('items.quantity * items.price', 'items.price_unit'), 'items.is_extract', 'decimals') }} as amount,
        row_number() over (partition by items.requisition_id order by items.line_number nulls last) as item_rank
    from {{ ref('stg_sap__eban') }} as items
    {{ join_codes('sap', 'requisition_status', 'items.processing_state_raw', as='states') }}
    {{ join_codes('sap', 'currency_decimals', 'items.currency_code', as='decimals') }}

),

totals as (

    select
        items.requisition_id,
        sum(case when not items.is_deleted then items.amount end) as requisition_amount,
        count(*) filter (where not items.is_deleted) as live_count,
        count(*) filter (where not items.is_deleted and items.is_closed) as closed_count,
        count(*) filter (where not items.is_deleted and items.memory_type_raw in ('P', 'H')) as draft_count,
        count(*) filter (where not items.is_deleted and items.state = 'pending_approval') as pending_count,
        count(*) filter (where not items.is_deleted and items.state = 'rejected') as rejected_count,
        count(*) filter (where not items.is_deleted and (items.follow_on_status_raw = 'B' or items.purchase_order_id is not null)) as ordered_count,
        count(*) filter (where not items.is_deleted and items.state is null) as unknown_count,
        count(*) filter (where items.state in ('pending_approval', 'rejected')) as unreleased_count,
        max(items.released_on) as released_on,
        min_by(assignments.cost_center, items.line_number) filter (where assignments.cost_center is not null) as cost_center
    from items
    left join {{ ref('int_procurement__sap_cost_centers') }} as assignments
        on assignments.document_type = 'requisition'
        and items.requisition_id = assignments.document_id
        and items.line_number = assignments.line_number
    group by items.requisition_id

),

releases as (

    select
        object_id as requisition_id,
        min(case when field_name = 'BANPR' and new_value = '03' then changed_at end) as submitted_at,
        max(case when field_name = 'BANPR' and new_value = '05' or field_name = 'FRGZU' then changed_at end) as approved_at
    from {{ ref('int_procurement__sap_changes') }}
    where object_class = 'BANF'
    group by object_id

)

select
    'sap' as source_system,
    items.requisition_id,
    items.requisition_id as requisition_number,
    cast(null as string) as request_id,
    concat_ws('/', items.follow_on_status_raw, items.processing_state_raw) as status_raw,
    case
        when totals.live_count = 0 then 'cancelled'
        when totals.draft_count > 0 then 'draft'
        when totals.rejected_count > 0 then 'rejected'
        when totals.pending_count > 0 then 'pending_approval'
        when totals.ordered_count = totals.live_count then 'ordered'
        when totals.closed_count = totals.live_count then 'closed'
        when totals.unknown_count > 0 then 'unknown'
        else 'approved'
    end as status,
    -- AFNAM is typed in freely; only the user who created the requisition can be known again.
    items.created_by_key as requester_key,
    cast(null as string) as company_code,
    totals.cost_center,
    items.material_group as category,
    totals.requisition_amount,
    items.currency_code,
    coalesce(creations.created_at, items.created_at, {{ local_to_utc('cast(items.requested_on as timestamp)', feed_timezone('sap', 'eban')) }}) as created_at,
    coalesce({{ source_day('coalesce(creations.created_at, items.created_at)', "'sap'") }}, items.requested_on) as created_on,
    case
        when coalesce(creations.created_at, items.created_at) is not null then 'second'
        when items.requested_on is not null then 'day'
    end as created_at_precision,
    releases.submitted_at,
    case
        when totals.pending_count + totals.draft_count + totals.rejected_count > 0 or totals.live_count = 0 and totals.unreleased_count > 0 then null
        else coalesce(releases.approved_at, {{ local_to_utc('cast(totals.released_on as timestamp)', feed_timezone('sap', 'eban')) }})
    end as approved_at,
    cast(null as timestamp) as recorded_at,
    totals.live_count = 0 as is_deleted,
    items._loaded_at as loaded_at,
    items._file_sha256 as source_file_sha256,
    items._row_number as source_row_number
from items
join totals on items.requisition_id = totals.requisition_id
left join {{ ref('int_procurement__sap_creations') }} as creations
    on creations.object_class = 'BANF' and items.requisition_id = creations.object_id
left join releases on items.requisition_id = releases.requisition_id
where items.item_rank = 1
