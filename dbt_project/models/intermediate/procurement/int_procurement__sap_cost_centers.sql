-- The cost centre of an order line; of several assignments the one with the largest share, then the largest quantity, then the first.
select purchase_order_id, line_number, cost_center
from {{ ref('stg_sap__ekkn') }}
where not is_deleted
qualify row_number() over (
    partition by purchase_order_id, line_number
    order by share_percent desc nulls last, quantity desc nulls last, assignment_number nulls last
) = 1
