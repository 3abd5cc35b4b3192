{{ config(materialized='ephemeral') }}

-- A service entry that was accepted is posted twice: as entry (9), and as the goods receipt (1) that follows from it. Entries count where no receipt does.
select
    *,
    posting_kind_raw = '1'
    or (posting_kind_raw = '9' and max(case posting_kind_raw when '1' then 1 else 0 end) over (partition by purchase_order_id, line_number) = 0) as is_receipt
from {{ ref('stg_sap__ekbe') }}
