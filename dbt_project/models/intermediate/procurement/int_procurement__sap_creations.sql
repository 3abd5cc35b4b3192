-- When documents were created, to the second, where the change log tells; the tables themselves know the day only.
select
    object_class,
    object_id,
    min(changed_at) as created_at
from {{ ref('int_procurement__sap_changes') }}
where change_indicator = 'I' and field_name = 'KEY' and object_class in ('BANF', 'EINKBELEG')
group by object_class, object_id
