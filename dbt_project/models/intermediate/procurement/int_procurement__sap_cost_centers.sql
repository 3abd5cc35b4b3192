-- The cost centre of a line; of several assignments the one with the largest share, then the largest quantity, then the first.
with assignments as (

    select 'requisition' as document_type, requisition_id as document_id, line_number, assignment_number, share_percent, quantity, cost_center
    from {{ ref('stg_sap__ebkn') }}
    where not is_deleted
    union all
    select 'purchase_order', purchase_order_id, line_number, assignment_number, share_percent, quantity, cost_center
    from {{ ref('stg_sap__ekkn') }}
    where not is_deleted

)

select document_type, document_id, line_number, cost_center
from assignments
qualify row_number() over (
    partition by document_type, document_id, line_number
    order by share_percent desc nulls last, quantity desc nulls last, assignment_number nulls last
) = 1
