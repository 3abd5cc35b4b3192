select *
from {{ ref('int_vendor__fact_accounting') }}
where staging_value - excluded_value - fact_value <> 0
